namespace Rondo.Server.Loops;

/// <summary>The reasons that cancel a request whose client has left.</summary>
internal static class ClientLeft
{
    /// <summary>The client has closed or lost its connection.</summary>
    internal static readonly CancelReason Connection = new(CancelKind.Disconnected, "the client closed the connection");

    /// <summary>The client has given up one of the requests that share a connection.</summary>
    internal static readonly CancelReason Request = new(CancelKind.Disconnected, "the client went away");
}
