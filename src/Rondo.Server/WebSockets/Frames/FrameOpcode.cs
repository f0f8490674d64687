namespace Rondo.Server.WebSockets.Frames;

/// <summary>The kind of a frame (RFC 6455, 5.2). From 8 on it is a control frame.</summary>
internal enum FrameOpcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
