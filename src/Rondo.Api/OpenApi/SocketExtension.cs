using Microsoft.OpenApi;
using Rondo.Api.Runtime;

namespace Rondo.Api.OpenApi;

/// <summary>The part that OpenAPI cannot express: the messages of a WebSocket.</summary>
/// <remarks><c>x-websocket: { incoming: schema, outgoing: schema, error: schema, subprotocols: [] }</c>; incoming is what the
/// client sends, and error what answers an invalid message.
/// Of sockets of text and bytes the schemas are absent.</remarks>
internal sealed class SocketExtension(IOpenApiSchema? incoming, IOpenApiSchema? outgoing, IOpenApiSchema? error,
    IReadOnlyList<string> subprotocols) : IOpenApiExtension
{
    /// <summary>The messages that the client sends.</summary>
    internal IOpenApiSchema? Incoming { get; set; } = incoming;

    /// <summary>The messages that the server sends.</summary>
    internal IOpenApiSchema? Outgoing { get; set; } = outgoing;

    /// <summary>The answer to an invalid message.</summary>
    internal IOpenApiSchema? Error { get; } = error;

    internal static SocketExtension Of(EndpointDocs docs, IReadOnlyDictionary<Type, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        var socket = docs.Description.Socket;
        var options = docs.Endpoint.Metadata.GetMetadata<SocketOptions>() ?? SocketOptions.Default;
        return new SocketExtension(
            socket is null ? null : schemas[socket.Incoming],
            socket is null ? null : schemas[socket.Outgoing],
            socket is null || options.InvalidMessages != InvalidMessages.Answer ? null : Problems.SocketReference(document),
            options.Subprotocols);
    }

    public void Write(IOpenApiWriter writer, OpenApiSpecVersion specVersion)
    {
        writer.WriteStartObject();
        foreach (var (name, schema) in new[] { ("incoming", Incoming), ("outgoing", Outgoing), ("error", Error) })
        {
            if (schema is null)
                continue;
            writer.WritePropertyName(name);
            schema.SerializeAsV31(writer);
        }

        writer.WritePropertyName("subprotocols");
        writer.WriteStartArray();
        foreach (var subprotocol in subprotocols)
            writer.WriteValue(subprotocol);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
