using Microsoft.Extensions.Logging;
using Rondo.Server;

namespace Rondo.Api.Responses;

/// <summary>The log of streams.</summary>
/// <remarks>Event ids are unique within the category <c>Rondo.Api</c>: see its other classes of this kind.</remarks>
internal static partial class StreamLog
{
    [LoggerMessage(10, LogLevel.Error,
        "The stream of {Method} {Path} failed after {Items} item(s), and the connection was cut so that the client sees it.")]
    internal static partial void Failed(ILogger logger, LogText method, LogText path, long items, Exception exception);
}
