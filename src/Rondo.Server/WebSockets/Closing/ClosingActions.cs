namespace Rondo.Server.WebSockets.Closing;

/// <summary>The actions that follow an event of the closing handshake. A socket that has no handler performs the others.</summary>
[Flags]
internal enum ClosingActions : byte
{
    None = 0,

    /// <summary>Sends the close frame.</summary>
    SendClose = 1,

    /// <summary>Gives the app no more messages.</summary>
    EndInput = 2,

    /// <summary>Lets the app continue for a while, and then cancels it.</summary>
    LimitApp = 4,

    /// <summary>Cancels the app: the peer is gone.</summary>
    CancelApp = 8,

    /// <summary>Aborts the transport.</summary>
    EndTransport = 16,

    /// <summary>Releases the socket, and ends the operations that wait at it.</summary>
    Release = 32,
}
