using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>The places of a document where operations name schemas.</summary>
internal static class DocumentSchemas
{
    internal static IEnumerable<Place> Of(OpenApiDocument document) => document.Paths.Values.SelectMany(Operations).SelectMany(Of);

    private static IEnumerable<OpenApiOperation> Operations(IOpenApiPathItem item) =>
        (item.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>())
        .Concat(item.Extensions?.Values.OfType<AdditionalOperations>().SelectMany(static other => other.Operations.Values) ?? []);

    private static IEnumerable<Place> Of(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter.Schema is { } schema)
                yield return new Place(true, schema, other => parameter.Schema = other);
        }

        foreach (var place in Of(operation.RequestBody?.Content, true)
            .Concat(operation.Responses?.Values.SelectMany(static response => Of(response.Content, false)) ?? []))
            yield return place;
        foreach (var socket in operation.Extensions?.Values.OfType<SocketExtension>() ?? [])
        {
            if (socket.Incoming is { } incoming)
                yield return new Place(true, incoming, other => socket.Incoming = other);
            if (socket.Outgoing is { } outgoing)
                yield return new Place(false, outgoing, other => socket.Outgoing = other);
            if (socket.Error is { } error)
                yield return new Place(false, error, _ => { });
        }
    }

    private static IEnumerable<Place> Of(IDictionary<string, OpenApiMediaType>? content, bool isInput)
    {
        foreach (var media in content?.Values.Distinct() ?? [])
        {
            if (media.Schema is { } schema)
                yield return new Place(isInput, schema, other => media.Schema = other);
        }
    }

    /// <param name="IsInput">Whether it is what clients send.</param>
    /// <param name="Schema">The schema there.</param>
    /// <param name="Set">Puts another one there.</param>
    internal sealed record Place(bool IsInput, IOpenApiSchema Schema, Action<IOpenApiSchema> Set);
}
