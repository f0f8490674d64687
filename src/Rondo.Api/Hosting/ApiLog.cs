using Microsoft.Extensions.Logging;
using Rondo.Server;

namespace Rondo.Api;

/// <summary>The log messages of the framework.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    internal static partial void Failed(ILogger logger, LogText method, LogText path, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "{Method} {Path} answered {Status}: {Detail}")]
    internal static partial void Answered(ILogger logger, LogText method, LogText path, int status, LogText detail);

    [LoggerMessage(3, LogLevel.Error, "A dependency's cleanup at the end of its {Scope} scope failed")]
    internal static partial void CleanupFailed(ILogger logger, string scope, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "Docs: {Address}")]
    internal static partial void Docs(ILogger logger, string address);

    [LoggerMessage(5, LogLevel.Warning, "{Endpoint} is open to anyone: AllowAnonymous on a group or class around it lifts its {Demands}. Remove AllowAnonymous there, and put it on the endpoints that are meant to be open")]
    internal static partial void AuthorizationLifted(ILogger logger, string? endpoint, string demands);

    [LoggerMessage(6, LogLevel.Error, "{Method} {Path}: the problem of the answer {Status} could not be written. Its title was sent alone")]
    internal static partial void ProblemFailed(ILogger logger, LogText method, LogText path, int status, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "{Method} {Path}: the server refuses the value of an error's header {Name}, which was left out")]
    internal static partial void HeaderFailed(ILogger logger, LogText method, LogText path, string name, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "Code of the app failed while {Type} was read from JSON. The caller was told that the value is not valid")]
    internal static partial void ReadingFailed(ILogger logger, string type, Exception exception);
}
