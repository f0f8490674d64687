namespace Rondo.Server.WebSockets.Closing;

/// <summary>An event that moves the closing handshake.</summary>
internal enum ClosingEvent : byte
{
    /// <summary>This side decides to close: by policy, by a failure, or since the server stops.</summary>
    Ask,

    /// <summary>The close frame is about to be written.</summary>
    Write,

    /// <summary>The transport has taken the close frame.</summary>
    Flush,

    /// <summary>A close frame has come.</summary>
    Receive,

    /// <summary>The peer has broken the protocol.</summary>
    Breach,

    /// <summary>The messages that came before the breach have been answered.</summary>
    Settle,

    /// <summary>Receiving has ended: the stream is over, the client is silent for too long, or a breach has been answered.</summary>
    Break,

    /// <summary>The app, a cancellation or a timeout ends the connection.</summary>
    Abort,

    /// <summary>The app releases the socket.</summary>
    Dispose,
}
