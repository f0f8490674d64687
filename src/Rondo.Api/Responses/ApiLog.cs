using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rondo.Server;

namespace Rondo.Api;

/// <summary>The log messages of streams, sockets and work after the response.</summary>
internal static partial class ApiLog
{
    internal static ILogger For(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Rondo.Api");

    [LoggerMessage(1, LogLevel.Error, "The stream of {Method} {Path} failed after {Items} item(s), and the connection was cut so that the client sees it.")]
    internal static partial void StreamFailed(ILogger logger, LogText method, LogText path, long items, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The WebSocket handler of {Path} failed; closed with 1011.")]
    internal static partial void SocketFailed(ILogger logger, LogText path, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "'{Name}', run after the response to {Request}, failed.")]
    internal static partial void AfterFailed(ILogger logger, LogText name, LogText request, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Shutdown cancelled work that was to run after a response, unfinished after {Waited}: {Names}.")]
    internal static partial void AfterCutOff(ILogger logger, string waited, LogText names);

    [LoggerMessage(5, LogLevel.Error, "Shutdown abandoned work that ignored its cancellation: {Names}.")]
    internal static partial void AfterAbandoned(ILogger logger, LogText names);

    [LoggerMessage(6, LogLevel.Warning, "'{Name}' was not run after {Request}: {Reason}.")]
    internal static partial void AfterDropped(ILogger logger, LogText name, LogText request, string reason);

    [LoggerMessage(8, LogLevel.Error, "The background worker {Name} failed")]
    internal static partial void WorkerFailed(ILogger logger, string name, Exception exception);
}
