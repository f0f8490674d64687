namespace Rondo.Server.Loops;

/// <summary>The protocol that is spoken on a connection, as its transport and its loop know it. On the loop's thread.</summary>
internal interface IConnectionProtocol
{
    /// <summary>The neighbours in the loop's list of connections.</summary>
    IConnectionProtocol? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    IConnectionProtocol? Next { get; set; }

    /// <summary>Ends what waits for the client: it has left.</summary>
    void OnClientLeft();
}
