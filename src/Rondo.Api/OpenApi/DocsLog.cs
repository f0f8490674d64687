using Microsoft.Extensions.Logging;

namespace Rondo.Api.OpenApi;

/// <summary>The log of the documentation.</summary>
/// <remarks>Event ids are unique within the category <c>Rondo.Api</c>: see its other classes of this kind.</remarks>
internal static partial class DocsLog
{
    [LoggerMessage(4, LogLevel.Information, "Docs: {Address}")]
    internal static partial void Docs(ILogger logger, string address);
}
