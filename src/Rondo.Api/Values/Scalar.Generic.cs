using System.Text.Json.Nodes;

namespace Rondo.Api.Values;

/// <inheritdoc/>
internal sealed class Scalar<T> : Scalar
{
    internal override Type Type => typeof(T);

    /// <summary>Gets the parser of queries, paths, headers, cookies, forms and settings, and of JSON where there is a converter.</summary>
    internal required TextParser<T> Parse { get; init; }

    internal required Func<T, string> Format { get; init; }

    internal override JsonNode? Node(object value)
    {
        var text = Format((T)value);
        if (!Parse(text, out _))
            return null;
        return IsNumber || value is bool ? JsonNode.Parse(text) : JsonValue.Create(text);
    }
}
