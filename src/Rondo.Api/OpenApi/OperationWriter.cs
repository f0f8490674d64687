using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Rondo.Api.Runtime;

namespace Rondo.Api;

/// <summary>Writes the operation of an endpoint from what the generator knows of it; to ASP.NET's own endpoints it adds their security.</summary>
internal sealed class OperationWriter(ApiCore core, SecurityRequirements security) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (context.Description.Properties.TryGetValue(typeof(EndpointDocs), out var found) && found is EndpointDocs docs)
            Write(operation, docs, document);
        if (!metadata.OfType<ITagsMetadata>().Any())
            operation.Tags?.Clear(); // by default a tag is the app's name, which groups nothing
        operation.Deprecated |= metadata.Any(static item => item is DeprecatedAttribute or ObsoleteAttribute);
        Secure(operation, document, metadata);
        return Task.CompletedTask;
    }

    private void Write(OpenApiOperation operation, EndpointDocs docs, OpenApiDocument document)
    {
        var description = docs.Description;
        var carried = operation.Responses ?? [];
        var schemas = docs.Types.Select((type, i) => (type, schema: carried[(EndpointDescriptions.FirstStatus + i).ToString(CultureInfo.InvariantCulture)].Content!["application/json"].Schema!))
            .ToDictionary(static each => each.type, static each => each.schema);
        operation.OperationId = docs.OperationId;
        operation.Summary ??= description.Summary;
        operation.Description ??= description.Remarks;
        operation.Parameters = Parameters(docs, core.JsonOptions);
        operation.RequestBody = RequestBodies.Of(docs, schemas, core.JsonOptions);
        operation.Responses = new OpenApiResponses();
        Successes.Write(operation.Responses, docs, schemas);
        Errors(operation.Responses, docs, document);
        FillBareErrors(operation.Responses, document);
        if (description.Output.Kind == OutputKind.Socket)
            (operation.Extensions ??= new Dictionary<string, IOpenApiExtension>())["x-websocket"] = SocketExtension.Of(docs, schemas);
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
                Description = Notes.Description(input.Metadata) ?? input.Description,
                Deprecated = input.Metadata.Any(static item => item is DeprecatedAttribute),
                Schema = InputSchemas.Of(input, options),
            };
            foreach (var example in Notes.Examples(input.Metadata, parameter.Schema.Type))
                parameter.Example ??= example;
            parameters.Add(parameter);
        }

        // Read by hand from the request, or not at all: the path has it nevertheless.
        foreach (var parameter in docs.Endpoint.RoutePattern.Parameters)
        {
            if (!parameters.Exists(known => known.In == ParameterLocation.Path && known.Name == parameter.Name))
                parameters.Add(new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        return parameters.Count > 0 ? parameters : null;
    }

    /// <summary>Null for what is no parameter; also for the three headers that the specification tells readers to ignore.</summary>
    private static ParameterLocation? LocationOf(InputDescription input) => input.In switch
    {
        InputLocation.Path => ParameterLocation.Path,
        InputLocation.Query => ParameterLocation.Query,
        InputLocation.Cookie => ParameterLocation.Cookie,
        InputLocation.Header when !input.Name.Equals("Accept", StringComparison.OrdinalIgnoreCase) && !input.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            && !input.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) => ParameterLocation.Header,
        _ => null,
    };

    private void Errors(OpenApiResponses responses, EndpointDocs docs, OpenApiDocument document)
    {
        var errors = docs.Errors.ToList();
        if (docs.Inputs.Count > 0 && !errors.Contains(typeof(InvalidInput)))
            errors.Add(typeof(InvalidInput));
        if (docs.Description.Output.Kind == OutputKind.Socket && !errors.Contains(typeof(UpgradeRequired)))
            errors.Add(typeof(UpgradeRequired));
        foreach (var same in errors.GroupBy(StatusOf).OrderBy(static group => group.Key))
        {
            var invalid = same.Contains(typeof(InvalidInput));
            var schema = Problems.Reference(document, invalid);
            if (invalid && same.Count() > 1)
                schema = new OpenApiSchema { AnyOf = [schema, Problems.Reference(document, invalid: false)] };
            AddProblem(responses, same.Key, string.Join(", or: ", same.Select(static error => ProblemAttribute.Of(error).Title).Distinct()), schema);
        }
    }

    /// <summary>A result without a body, as <c>TypedResults.NotFound()</c>, becomes a problem on its way out.</summary>
    private static void FillBareErrors(OpenApiResponses responses, OpenApiDocument document)
    {
        foreach (var (key, response) in responses)
        {
            if (int.TryParse(key, CultureInfo.InvariantCulture, out var status) && status >= 400 && response is OpenApiResponse { Content: null or { Count: 0 } })
                AddProblem(responses, status, response.Description ?? "", Problems.Reference(document, invalid: false));
        }
    }

    private int StatusOf(Type error) => error == typeof(InvalidInput) ? core.Options.InvalidInputStatus : ProblemAttribute.Of(error).Status;

    private void Secure(OpenApiOperation operation, OpenApiDocument document, IList<object> metadata)
    {
        if (security.Of(metadata) is not { } needed)
            return;
        operation.Responses ??= new OpenApiResponses();
        AddProblem(operation.Responses, StatusCodes.Status401Unauthorized, ReasonPhrases.GetReasonPhrase(401), Problems.Reference(document, invalid: false));
        if (needed.CanForbid)
            AddProblem(operation.Responses, StatusCodes.Status403Forbidden, ReasonPhrases.GetReasonPhrase(403), Problems.Reference(document, invalid: false));
        if (needed.Schemes.Count > 0)
        {
            // One of them is enough.
            operation.Security = [.. needed.Schemes.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [.. needed.Scopes] })];
        }
    }

    private static void AddProblem(OpenApiResponses responses, int status, string description, IOpenApiSchema schema)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        if (!responses.TryGetValue(key, out var known))
            responses[key] = new OpenApiResponse { Description = description, Content = new Dictionary<string, OpenApiMediaType> { [ProblemWriter.ContentType] = new() { Schema = schema } } };
        else if (known is OpenApiResponse { Content: null or { Count: 0 } } bare)
            bare.Content = new Dictionary<string, OpenApiMediaType> { [ProblemWriter.ContentType] = new() { Schema = schema } };
    }
}
