namespace Rondo.Server.WebSockets;

/// <summary>An upgraded connection's user, who is told when the server stops. Called on the loop.</summary>
internal interface IDrained
{
    /// <summary>The server stops: the connection should end when that loses nothing.</summary>
    void DrainBegins();

    /// <summary>It has not ended in time.</summary>
    /// <returns>After how long it should be told again; null for never.</returns>
    TimeSpan? DrainExpires();
}
