using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;

namespace Rondo.Api.Values;

/// <summary>Holds what every origin of a request and the document say of one scalar type.</summary>
internal abstract class Scalar
{
    internal abstract Type Type { get; }

    /// <summary>Gets the words for a message: <c>an integer from 0 to 255</c>.</summary>
    internal required string Expected { get; init; }

    internal required Func<OpenApiSchema> Schema { get; init; }

    /// <summary>Gets whether JSON writes the value as a number.</summary>
    internal bool IsNumber { get; init; }

    /// <summary>Gets the converter for JSON; null where that of System.Text.Json accepts and writes the same, and faster.</summary>
    internal JsonConverter? Converter { get; init; }

    /// <summary>Returns the value as JSON for the document; null for a value that JSON cannot write.</summary>
    internal abstract JsonNode? Node(object value);
}
