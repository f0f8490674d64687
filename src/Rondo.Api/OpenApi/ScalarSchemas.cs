using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Rondo.Api.Values;

namespace Rondo.Api.OpenApi;

/// <summary>Documents the scalars of JSON as the table of values reads and writes them: ASP.NET's exporter knows nothing of it.</summary>
internal sealed class ScalarSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var member = context.JsonPropertyInfo;
        var nullable = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type);
        var type = nullable is null ? context.JsonTypeInfo : context.JsonTypeInfo.Options.GetTypeInfo(nullable);
        if (member is { CustomConverter: not null } or { NumberHandling: not null } || Of(type) is not { } scalar)
            return Task.CompletedTask;
        var isNull = (nullable is not null && context.ParameterDescription is null) || schema.Type?.HasFlag(JsonSchemaType.Null) == true
            || (!type.Type.IsValueType && member is { IsGetNullable: true } or { IsSetNullable: true });
        schema.Type = scalar.Type | (isNull ? JsonSchemaType.Null : 0);
        (schema.Format, schema.Pattern, schema.Enum) = (scalar.Format, scalar.Pattern ?? schema.Pattern, scalar.Enum);
        (schema.MinLength, schema.MaxLength) = (scalar.MinLength ?? schema.MinLength, scalar.MaxLength ?? schema.MaxLength);
        // The exporter's own would lose digits of large numbers.
        if (member?.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } value } && !type.Type.IsEnum)
            schema.Default = InputSchemas.Node(value, type.Options);
        if (schema.ExclusiveMinimum is null)
            schema.Minimum ??= scalar.Minimum;
        if (schema.ExclusiveMaximum is null)
            schema.Maximum ??= scalar.Maximum;
        return Task.CompletedTask;
    }

    private static OpenApiSchema? Of(JsonTypeInfo type) => type.Type.IsEnum
        ? type.Converter is IValueConverter ? EnumNames.Of(type.Type, type.Options).Schema() : null
        : Scalars.Of(type)?.Schema();
}
