using Microsoft.Extensions.Logging;
using Rondo.Server;

namespace Rondo.Api.Errors;

/// <summary>The log of errors and of the problems that tell of them.</summary>
/// <remarks>Event ids are unique within the category <c>Rondo.Api</c>: see its other classes of this kind.</remarks>
internal static partial class ErrorLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    internal static partial void Failed(ILogger logger, LogText method, LogText path, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "{Method} {Path} answered {Status}: {Detail}")]
    internal static partial void Answered(ILogger logger, LogText method, LogText path, int status, LogText detail);

    [LoggerMessage(6, LogLevel.Error, "{Method} {Path}: the problem of the answer {Status} could not be written. Its title was sent alone")]
    internal static partial void ProblemFailed(ILogger logger, LogText method, LogText path, int status, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "{Method} {Path}: the server refuses the value of an error's header {Name}, which was left out")]
    internal static partial void HeaderFailed(ILogger logger, LogText method, LogText path, string name, Exception exception);
}
