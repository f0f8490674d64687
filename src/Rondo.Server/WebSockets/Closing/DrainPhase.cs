namespace Rondo.Server.WebSockets.Closing;

/// <summary>The progress of a drain: the server stops, and a WebSocket is to be closed when that loses nothing.</summary>
internal enum DrainPhase : byte
{
    /// <summary>The server does not stop.</summary>
    None,

    /// <summary>The server stops.</summary>
    Begun,

    /// <summary>The app has answered a message since the drain began.</summary>
    Answered,

    /// <summary>The window has passed.</summary>
    Expired,

    /// <summary>The close frame is written.</summary>
    Closed,

    /// <summary>The time to answer the close frame runs.</summary>
    Patient,
}
