using Microsoft.Extensions.Logging;

namespace Rondo.Api.Dependencies;

/// <summary>The log of dependencies.</summary>
/// <remarks>Event ids are unique within the category <c>Rondo.Api</c>: see its other classes of this kind.</remarks>
internal static partial class DependencyLog
{
    [LoggerMessage(3, LogLevel.Error, "A dependency's cleanup at the end of its {Scope} scope failed")]
    internal static partial void CleanupFailed(ILogger logger, string scope, Exception exception);
}
