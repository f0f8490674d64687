using Microsoft.Extensions.Logging;

namespace Rondo.Api.Hosting;

/// <summary>The log of an app and its start.</summary>
/// <remarks>Event ids are unique within the category <c>Rondo.Api</c>: see its other classes of this kind.</remarks>
internal static partial class HostingLog
{
    [LoggerMessage(5, LogLevel.Warning,
        "{Endpoint} is open to anyone: AllowAnonymous on a group or class around it lifts its {Demands}. "
        + "Remove AllowAnonymous there, and put it on the endpoints that are meant to be open")]
    internal static partial void AuthorizationLifted(ILogger logger, string? endpoint, string demands);

    [LoggerMessage(9, LogLevel.Error, "The background worker {Name} failed")]
    internal static partial void WorkerFailed(ILogger logger, string name, Exception exception);
}
