using Microsoft.Extensions.Logging;

namespace Rondo.Api.JsonReading;

/// <summary>The log of reading JSON.</summary>
/// <remarks>Event ids are unique within the category <c>Rondo.Api</c>: see its other classes of this kind.</remarks>
internal static partial class JsonLog
{
    [LoggerMessage(
        8, LogLevel.Warning, "Code of the app failed while {Type} was read from JSON. The caller was told that the value is not valid")]
    internal static partial void ReadingFailed(ILogger logger, string type, Exception exception);
}
