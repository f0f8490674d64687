using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Rondo.Api.Runtime;

namespace Rondo.Api.OpenApi;

/// <summary>The body that an operation reads: JSON, or a form.</summary>
internal static class RequestBodies
{
    internal static OpenApiRequestBody? Of(EndpointDocs docs, IReadOnlyDictionary<Type, IOpenApiSchema> schemas,
        JsonSerializerOptions options)
    {
        if (docs.Inputs.FirstOrDefault(static input => input.In == InputLocation.Body) is { } body)
        {
            var media = new OpenApiMediaType
            {
                Schema = EndpointDocs.IsUpload(body) ? Upload() : EndpointDocs.IsRaw(body) ? Binary()
                : NullSchemas.Apply(Constraints.Apply(schemas[body.Type], body.Constraints), body.Nulls)
            };
            foreach (var example in DocsAttributes.Examples(body.Metadata, null))
                media.Example ??= example;
            return new OpenApiRequestBody
            {
                Required = body.Required,
                Description = DocsAttributes.Description(body.Metadata) ?? body.Description,
                Content = body.ContentTypes.DefaultIfEmpty("application/json").ToDictionary(static type => type, _ => media),
            };
        }

        var fields = docs.Inputs.Where(static input => input.In == InputLocation.Form).ToList();
        return docs.ReadsForm ? Form(fields, options) : null;
    }

    /// <summary>Any field may be a file.</summary>
    private static OpenApiSchema Upload() => new() { Type = JsonSchemaType.Object, AdditionalProperties = Binary() };

    private static OpenApiSchema Binary() => new() { Type = JsonSchemaType.String, Format = "binary" };

    private static OpenApiRequestBody Form(List<InputDescription> fields, JsonSerializerOptions options)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>() };
        foreach (var field in fields)
        {
            var property = InputSchemas.Of(field, options);
            property.Description = DocsAttributes.Description(field.Metadata) ?? field.Description;
            property.Deprecated = field.Metadata.Any(static item => item is DeprecatedAttribute);
            property.Examples = DocsAttributes.Examples(field.Metadata, property.Type).ToList() is { Count: > 0 } examples
                ? examples : null;
            schema.Properties[field.Name] = property;
            if (field.Required)
                (schema.Required ??= new HashSet<string>()).Add(field.Name);
        }

        var media = new OpenApiMediaType { Schema = schema };
        var content = new Dictionary<string, OpenApiMediaType>();
        if (!fields.Exists(static field => InputSchemas.IsFile(field.Type)))
            content["application/x-www-form-urlencoded"] = media;
        content["multipart/form-data"] = media;
        // A handler that takes the whole form takes any field.
        if (fields.Count == 0)
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String };
        return new OpenApiRequestBody { Required = schema.Required is { Count: > 0 }, Content = content };
    }
}
