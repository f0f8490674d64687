using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>The attributes that only the docs read.</summary>
internal static class DocsAttributes
{
    internal static string? Description(IEnumerable<object> attributes) => attributes.OfType<DescriptionAttribute>()
        .LastOrDefault()?.Description;

    /// <summary>Examples of a value of the type; null where it may be an object.</summary>
    internal static IEnumerable<JsonNode> Examples(IEnumerable<object> attributes, JsonSchemaType? type)
    {
        foreach (var attribute in attributes.OfType<ExampleAttribute>())
        {
            if ((attribute.Value is string text && type?.HasFlag(JsonSchemaType.String) != true ? Parse(text)
                : InputSchemas.Node(attribute.Value)) is { } node)
                yield return node;
        }
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return JsonValue.Create(json); // a word, of an enum for instance
        }
    }
}
