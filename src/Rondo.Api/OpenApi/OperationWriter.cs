using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Rondo.Api.Errors;
using Rondo.Api.Runtime;

namespace Rondo.Api.OpenApi;

/// <summary>
/// Writes the operation of an endpoint from what the generator knows of it; to ASP.NET's own endpoints it adds their errors and
/// their security.
/// </summary>
internal sealed class OperationWriter(ErrorAnswers answers, ErrorResponses errors, DocumentPaths paths) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        paths.Note(document, operation, context.Description);
        var docs = EndpointDocs.Of(context.Description);
        if (docs is not null)
            Write(operation, docs, document);
        if (!metadata.OfType<ITagsMetadata>().Any())
            operation.Tags?.Clear(); // by default a tag is the app's name, which groups nothing
        operation.Deprecated |= metadata.Any(static item => item is DeprecatedAttribute or ObsoleteAttribute);
        errors.Write(operation, docs, metadata, document);
        return Task.CompletedTask;
    }

    private void Write(OpenApiOperation operation, EndpointDocs docs, OpenApiDocument document)
    {
        var description = docs.Description;
        var carried = operation.Responses ?? [];
        var schemas = docs.Types.Select((type, i) =>
            (type, schema: carried[(EndpointDescriptions.FirstStatus + i)
            .ToString(CultureInfo.InvariantCulture)].Content!["application/json"].Schema!))
            .ToDictionary(static each => each.type, static each => each.schema);
        operation.OperationId = docs.OperationId;
        operation.Summary ??= description.Summary;
        operation.Description ??= description.Remarks;
        operation.Parameters = Parameters(docs, answers.JsonOptions);
        operation.RequestBody = RequestBodies.Of(docs, schemas, answers.JsonOptions);
        operation.Responses = new OpenApiResponses();
        Successes.Write(operation.Responses, docs, schemas, document);
        if (description.Output.Kind == OutputKind.Socket)
            (operation.Extensions ??= new Dictionary<string, IOpenApiExtension>())["x-websocket"] = SocketExtension.Of(docs, schemas,
                document);
    }

    private static List<IOpenApiParameter>? Parameters(EndpointDocs docs, JsonSerializerOptions options)
    {
        var parameters = new List<IOpenApiParameter>();
        foreach (var input in docs.Inputs)
        {
            if (LocationOf(input) is not { } location)
                continue;
            var parameter = new OpenApiParameter
            {
                Name = input.Name,
                In = location,
                Required = location == ParameterLocation.Path || input.Required,
                Description = DocsAttributes.Description(input.Metadata) ?? input.Description,
                Deprecated = input.Metadata.Any(static item => item is DeprecatedAttribute),
                Schema = InputSchemas.Of(input, options),
            };
            foreach (var example in DocsAttributes.Examples(input.Metadata, parameter.Schema.Type))
                parameter.Example ??= example;
            parameters.Add(parameter);
        }

        return parameters.Count > 0 ? parameters : null;
    }

    /// <summary>Null for what is no parameter; also for the three headers that the specification tells readers to ignore.</summary>
    private static ParameterLocation? LocationOf(InputDescription input) => input.In switch
    {
        InputLocation.Path => ParameterLocation.Path,
        InputLocation.Query => ParameterLocation.Query,
        InputLocation.Cookie => ParameterLocation.Cookie,
        InputLocation.Header when !input.Name.Equals("Accept", StringComparison.OrdinalIgnoreCase)
            && !input.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            && !input.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) => ParameterLocation.Header,
        _ => null,
    };
}
