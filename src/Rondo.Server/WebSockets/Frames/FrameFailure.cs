using System.Net.WebSockets;

namespace Rondo.Server.WebSockets.Frames;

/// <summary>How a client broke the protocol.</summary>
/// <param name="Status">What it is told.</param>
/// <param name="Message">What the app is told.</param>
internal sealed record FrameFailure(WebSocketCloseStatus Status, string Message);
