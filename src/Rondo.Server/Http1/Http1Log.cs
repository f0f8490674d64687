using Microsoft.Extensions.Logging;

namespace Rondo.Server.Http1;

/// <summary>The log messages of the HTTP/1.1 path, at the levels Kestrel gives the same events.</summary>
internal static partial class Http1Log
{
    [LoggerMessage(
        13, LogLevel.Error,
        "Connection id \"{Connection}\", Request id \"{Request}\": An unhandled exception was thrown by the application.")]
    internal static partial void ApplicationError(ILogger logger, LogText connection, LogText request, Exception exception);

    [LoggerMessage(17, LogLevel.Debug, "Connection id \"{Connection}\" bad request data: {Message}")]
    internal static partial void BadRequest(ILogger logger, LogText connection, LogText message);

    [LoggerMessage(24, LogLevel.Warning, "The maximum number of concurrent connections ({Limit}) is reached: a connection was closed.")]
    internal static partial void TooManyConnections(ILogger logger, long limit);

    [LoggerMessage(
        27, LogLevel.Debug,
        "Connection id \"{Connection}\", Request id \"{Request}\": the request body arrived more slowly than {Rate} bytes/second.")]
    internal static partial void BodyTooSlow(ILogger logger, LogText connection, LogText request, double rate);

    [LoggerMessage(
        28, LogLevel.Debug,
        "Connection id \"{Connection}\", Request id \"{Request}\": the connection was closed because the response was not "
            + "read by the client at the specified minimum data rate.")]
    internal static partial void ClientTooSlow(ILogger logger, LogText connection, LogText request);

    [LoggerMessage(34, LogLevel.Debug, "Connection id \"{Connection}\", Request id \"{Request}\": the request was aborted.")]
    internal static partial void RequestAborted(ILogger logger, LogText connection, LogText request);

    [LoggerMessage(
        35, LogLevel.Information, "Connection id \"{Connection}\", Request id \"{Request}\": the application aborted the connection.")]
    internal static partial void ApplicationAborted(ILogger logger, LogText connection, LogText request);

    [LoggerMessage(36, LogLevel.Warning, "Connection id \"{Connection}\": unexpected end of request processing.")]
    internal static partial void ConnectionFailed(ILogger logger, LogText connection, Exception exception);

    [LoggerMessage(37, LogLevel.Information, "HTTP/1.1 on {EndPoint} is served by Kestrel rather than by Rondo: {Reason}.")]
    internal static partial void FallsBack(ILogger logger, string endPoint, string reason);
}
