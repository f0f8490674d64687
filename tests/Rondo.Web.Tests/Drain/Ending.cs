namespace Rondo.Web.Tests.Drain;

/// <summary>The end of a busy client.</summary>
internal enum Ending
{
    /// <summary>Its last request was answered, and the server said that it closes.</summary>
    Told,

    /// <summary>Its last request was answered; the connection had ended when it wanted to send the next.</summary>
    Closed,

    /// <summary>A request was sent before the client had read the end of the connection, and no complete answer came.</summary>
    Lost,
}
