namespace Rondo.Server.WebSockets.Closing;

/// <summary>An event that moves a drain.</summary>
internal enum DrainEvent : byte
{
    /// <summary>The server stops.</summary>
    Begin,

    /// <summary>The socket gets a user that drains it instead.</summary>
    HandOver,

    /// <summary>A message has come.</summary>
    Receive,

    /// <summary>The app waits for a message to begin.</summary>
    Wait,

    /// <summary>The app waits for the rest of a message.</summary>
    Work,

    /// <summary>A wait of the app has ended.</summary>
    Resume,

    /// <summary>A message is about to be written, which a session may hold back.</summary>
    Hold,

    /// <summary>A message is written.</summary>
    Answer,

    /// <summary>The window, or the time that follows it, has passed between two messages.</summary>
    Expire,

    /// <summary>The window, or the time that follows it, has passed in the middle of a message.</summary>
    ExpireInside,

    /// <summary>A session looks whether its handler is done, once the window has passed.</summary>
    Look,

    /// <summary>The close frame is written.</summary>
    Close,
}
