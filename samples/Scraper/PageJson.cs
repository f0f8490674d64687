using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Crawling;

namespace Scraper;

/// <summary>A page as a line of JSON.</summary>
[JsonSerializable(typeof(Page))]
internal sealed partial class PageJson : JsonSerializerContext
{
    /// <summary>Gets the context that writes titles as they are, and not as \u escapes.</summary>
    internal static PageJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
