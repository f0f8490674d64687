using Microsoft.Extensions.Logging;
using Rondo.Server;

namespace Rondo.Api.AfterTheResponse;

/// <summary>The log of work after the response.</summary>
/// <remarks>Event ids are unique within the category <c>Rondo.Api</c>: see its other classes of this kind.</remarks>
internal static partial class AfterLog
{
    [LoggerMessage(12, LogLevel.Error, "'{Name}', run after the response to {Request}, failed.")]
    internal static partial void Failed(ILogger logger, LogText name, LogText request, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "Shutdown cancelled work that was to run after a response, unfinished after {Waited}: {Names}.")]
    internal static partial void CutOff(ILogger logger, string waited, LogText names);

    [LoggerMessage(14, LogLevel.Error, "Shutdown abandoned work that ignored its cancellation: {Names}.")]
    internal static partial void Abandoned(ILogger logger, LogText names);

    [LoggerMessage(15, LogLevel.Warning, "'{Name}' was not run after {Request}: {Reason}.")]
    internal static partial void Dropped(ILogger logger, LogText name, LogText request, string reason);
}
