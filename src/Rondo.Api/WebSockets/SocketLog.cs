using Microsoft.Extensions.Logging;
using Rondo.Server;

namespace Rondo.Api.WebSockets;

/// <summary>The log of WebSockets.</summary>
/// <remarks>Event ids are unique within the category <c>Rondo.Api</c>: see its other classes of this kind.</remarks>
internal static partial class SocketLog
{
    [LoggerMessage(11, LogLevel.Error, "The WebSocket handler of {Path} failed; closed with 1011.")]
    internal static partial void Failed(ILogger logger, LogText path, Exception exception);
}
