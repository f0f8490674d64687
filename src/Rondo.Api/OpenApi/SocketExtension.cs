using Microsoft.OpenApi;

namespace Rondo.Api;

/// <summary>What OpenAPI has no words for: the messages of a WebSocket.</summary>
/// <remarks><c>x-websocket: { incoming: schema, outgoing: schema, subprotocols: [] }</c>; incoming is what the client sends. Of sockets of text and bytes the schemas are absent.</remarks>
internal sealed class SocketExtension(IOpenApiSchema? incoming, IOpenApiSchema? outgoing, IReadOnlyList<string> subprotocols) : IOpenApiExtension
{
    internal static SocketExtension Of(EndpointDocs docs, IReadOnlyDictionary<Type, IOpenApiSchema> schemas)
    {
        var socket = docs.Description.Socket;
        return new SocketExtension(
            socket is null ? null : schemas[socket.Incoming],
            socket is null ? null : schemas[socket.Outgoing],
            docs.Endpoint.Metadata.GetMetadata<SocketOptions>()?.Subprotocols ?? []);
    }

    public void Write(IOpenApiWriter writer, OpenApiSpecVersion specVersion)
    {
        writer.WriteStartObject();
        foreach (var (name, schema) in new[] { ("incoming", incoming), ("outgoing", outgoing) })
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
