using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Rondo.Api;

/// <summary>
/// Numbers are documented as numbers: ASP.NET's JSON options also read them from strings, and the exporter says so with a pattern in every number's schema.
/// The exporter lists the words of an enum and leaves their type out, without which generators of clients make no enum.
/// An <see cref="Optional{T}"/> is documented as its value, of which the exporter knows nothing, since a converter reads it.
/// </summary>
internal sealed class SchemaCleanup(SchemaNames names) : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (IOptional.ValueType(context.JsonTypeInfo.Type) is { } held)
        {
            Copy(await context.GetOrCreateSchemaAsync(held, null, cancellationToken), schema);
            if (IsNullable(context.JsonPropertyInfo))
                AddNull(schema, isReference: names.Of(context.JsonTypeInfo.Options.GetTypeInfo(held)) is not null);
        }

        if (schema is { Type: null, Enum: { Count: > 0 } words } && words.All(static word => word?.GetValueKind() == JsonValueKind.String))
            schema.Type = JsonSchemaType.String;
        if (schema.Type is { } type && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
        {
            schema.Type = type & ~JsonSchemaType.String;
            schema.Pattern = null;
        }
    }

    /// <summary>Whether null is a value, by the annotation of a reference type. It may have been trimmed away.</summary>
    private static bool IsNullable(JsonPropertyInfo? property) => property?.AttributeProvider is PropertyInfo member
        && !(AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var supported) && !supported)
        && new NullabilityInfoContext().Create(member).GenericTypeArguments is [{ ReadState: NullabilityState.Nullable }];

    private static void AddNull(OpenApiSchema schema, bool isReference)
    {
        if (!isReference)
            schema.Type |= JsonSchemaType.Null;
        else
            schema.Metadata = new Dictionary<string, object>(schema.Metadata ?? new Dictionary<string, object>()) { ["x-is-nullable-property"] = true }; // as the exporter marks such a member
    }

    private static void Copy(OpenApiSchema from, OpenApiSchema to)
    {
        (to.Type, to.Format, to.Enum, to.Pattern, to.ContentEncoding) = (from.Type, from.Format, from.Enum, from.Pattern, from.ContentEncoding);
        (to.Properties, to.Required, to.Items, to.AdditionalProperties, to.AdditionalPropertiesAllowed) = (from.Properties, from.Required, from.Items, from.AdditionalProperties, from.AdditionalPropertiesAllowed);
        (to.AnyOf, to.OneOf, to.AllOf, to.Discriminator, to.Minimum, to.Maximum) = (from.AnyOf, from.OneOf, from.AllOf, from.Discriminator, from.Minimum, from.Maximum);
        (to.Metadata, to.Description, to.UniqueItems) = (from.Metadata, from.Description, from.UniqueItems);
    }
}
