namespace Rondo.Server.WebSockets.Frames;

/// <summary>The result of a call of <see cref="FrameDecoder.Decode"/> came upon.</summary>
internal enum Decoded : byte
{
    /// <summary>All of the input is used up, and nothing came of it yet.</summary>
    NeedInput,

    /// <summary>Bytes of a message, or a frame that has none, or (where there was no room for any) that a message is coming.</summary>
    Data,

    /// <summary>A ping; its payload is <see cref="FrameDecoder.Control"/>.</summary>
    Ping,

    /// <summary>A pong; its payload is <see cref="FrameDecoder.Control"/>.</summary>
    Pong,

    /// <summary>A close frame: nothing follows it.</summary>
    Close,

    /// <summary>The client broke the protocol: see <see cref="FrameDecoder.Failure"/>. The decoder is of no more use.</summary>
    Failed,
}
