namespace Rondo.Server.WebSockets.Closing;

/// <summary>The app's reading of messages, as a drain sees it.</summary>
internal enum AppReading : byte
{
    /// <summary>The app has never had to wait.</summary>
    Never,

    /// <summary>The app handles a message, is in the middle of one, or has one waiting.</summary>
    Busy,

    /// <summary>The app waits for a message to begin.</summary>
    Waits,
}
