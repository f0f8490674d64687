using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Rondo.Api;

/// <summary>Numbers are documented as numbers. ASP.NET's JSON options also read them from strings, and the exporter says so with a pattern in every number's schema.</summary>
internal sealed class SchemaCleanup : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema.Type is { } type && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
        {
            schema.Type = type & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        return Task.CompletedTask;
    }
}
