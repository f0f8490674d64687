namespace Rondo.Server.WebSockets.Closing;

/// <summary>The state of a WebSocket's closing handshake (RFC 6455, 7), as one side sees it.</summary>
internal enum ClosingPhase : byte
{
    Open,

    /// <summary>This side has decided to close: waiting messages still go out, and input is discarded.</summary>
    Asked,

    /// <summary>The close frame of this side is written, and no data may follow it.</summary>
    Sending,

    /// <summary>The transport has taken the close frame, and the peer's is awaited.</summary>
    Sent,

    /// <summary>The peer has closed, and this side has not.</summary>
    Received,

    /// <summary>The peer has closed, and the close frame of this side is written.</summary>
    Answering,

    /// <summary>Both sides have closed.</summary>
    Closed,

    /// <summary>The peer has broken the protocol, and must be told by a close frame.</summary>
    Breached,

    /// <summary>As <see cref="Breached"/>, with the close frame written.</summary>
    BreachSending,

    /// <summary>As <see cref="Breached"/>, with the close frame taken by the transport.</summary>
    BreachSent,

    /// <summary>Aborted after a breach of the protocol: the transport must live until the close frame has reached the peer.</summary>
    Failed,

    /// <summary>Aborted: nothing is sent or received any more.</summary>
    Aborted,

    /// <summary>Given up before both sides had closed; the transport has not been aborted.</summary>
    Disposed,
}
