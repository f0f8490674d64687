namespace Rondo.Server.WebSockets.Closing;

/// <summary>The actions that follow an event of a drain.</summary>
[Flags]
internal enum DrainActions : byte
{
    None = 0,

    /// <summary>Closes with 1001.</summary>
    Close = 1,

    /// <summary>Aborts the socket: the client has not answered the close frame.</summary>
    Abort = 2,
}
