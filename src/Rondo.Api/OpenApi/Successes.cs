using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Rondo.Api.Responses;
using Rondo.Api.Runtime;

namespace Rondo.Api.OpenApi;

/// <summary>The successful responses of an operation, and those that ASP.NET's result types say that they answer.</summary>
internal static class Successes
{
    internal static void Write(OpenApiResponses responses, EndpointDocs docs, IReadOnlyDictionary<Type, IOpenApiSchema> schemas,
        OpenApiDocument document)
    {
        var output = docs.Description.Output;
        foreach (var produced in docs.Produces)
        {
            var response = Response(responses, produced.StatusCode, produced.StatusCode == docs.Status ? output.Description : null);
            var schema = produced.Type == typeof(ProblemDetails) ? Problems.Reference(document) : produced.Type is { } type
                ? schemas.GetValueOrDefault(type) : null;
            if (schema is null)
                continue;
            foreach (var content in produced.ContentTypes.DefaultIfEmpty("application/json"))
                Add(response, content, produced is ServerEventsMetadata ? Events(schema) : schema);
        }

        // A union of results names every status itself; a bare IResult names none.
        if (output.Kind == OutputKind.Result && responses.Count > 0)
            return;
        if (output.Kind == OutputKind.Socket)
        {
            Response(responses, 101, "The connection becomes a WebSocket.");
            return;
        }

        var success = Response(responses, docs.Status, output.Description);
        foreach (var (type, schema) in Content(docs, schemas))
            Add(success, type, schema);
        // Of the formats JSON alone has a word for null.
        if (output.Kind is OutputKind.Text or OutputKind.Html or OutputKind.Bytes && output.Nulls.StartsWith('?'))
            Response(responses, 204, null);
    }

    private static IEnumerable<(string, IOpenApiSchema)> Content(EndpointDocs docs, IReadOnlyDictionary<Type, IOpenApiSchema> schemas)
    {
        var output = docs.Description.Output;
        // Those of the item, and of the data of an event.
        var level = output.Kind switch { OutputKind.Stream => 1, OutputKind.Events => 2, _ => 0 };
        var marks = output.Nulls.Length > level ? output.Nulls[level..] : "";
        var schema = output.Type is { } type && schemas.TryGetValue(type, out var known) ? NullSchemas.Apply(known, marks) : null;
        switch (output.Kind)
        {
            case OutputKind.Json:
                yield return ("application/json", schema!);
                break;
            case OutputKind.Text:
                yield return ("text/plain", new OpenApiSchema { Type = JsonSchemaType.String });
                break;
            case OutputKind.Html:
                yield return ("text/html", new OpenApiSchema { Type = JsonSchemaType.String });
                break;
            case OutputKind.Bytes:
                yield return ("application/octet-stream", new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" });
                break;
            case OutputKind.Events:
                yield return (EventFormat.ContentType, Events(schema!));
                break;
            case OutputKind.Stream:
                // Sequences are described as arrays of their items, as OpenAPI 3.2 reads a schema beside a sequential media type.
                var format = docs.Endpoint.Metadata.GetMetadata<StreamAsAttribute>()?.Format ?? StreamFormat.Negotiated;
                if (format is StreamFormat.Negotiated or StreamFormat.JsonArray)
                    yield return ("application/json", Array(schema!));
                if (format is StreamFormat.Negotiated or StreamFormat.JsonLines)
                    yield return ("application/jsonl", Array(schema!));
                if (format is StreamFormat.Negotiated or StreamFormat.Events)
                    yield return (EventFormat.ContentType, Events(schema!));
                break;
        }
    }

    private static OpenApiSchema Array(IOpenApiSchema item) => new() { Type = JsonSchemaType.Array, Items = item };

    private static OpenApiSchema Events(IOpenApiSchema data) => Array(new OpenApiSchema
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "data" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["id"] = Problems.Text("Send the last one as Last-Event-ID to go on from there."),
            ["event"] = Problems.Text("The event's name; message where absent."),
            ["data"] = data,
            ["retry"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "After how many milliseconds to reconnect." },
        },
    });

    private static OpenApiResponse Response(OpenApiResponses responses, int status, string? description)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        if (responses.TryGetValue(key, out var known) && known is OpenApiResponse response)
            return response;
        response = new OpenApiResponse { Description = description ?? ReasonPhrases.GetReasonPhrase(status) };
        responses[key] = response;
        return response;
    }

    private static void Add(OpenApiResponse response, string type, IOpenApiSchema schema)
    {
        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        if (!response.Content.TryGetValue(type, out var media))
            response.Content[type] = media = new OpenApiMediaType();
        media.Schema = Alternatives.Join(media.Schema, schema);
    }
}
