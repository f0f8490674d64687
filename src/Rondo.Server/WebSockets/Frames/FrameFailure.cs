using System.Net.WebSockets;

namespace Rondo.Server.WebSockets.Frames;

/// <summary>How a client broke the protocol.</summary>
/// <param name="Status">The reason that the client is told.</param>
/// <param name="Message">The message for the app.</param>
internal sealed record FrameFailure(WebSocketCloseStatus Status, string Message);
