using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Rondo.Api.Binding;
using Rondo.Api.Values;

namespace Rondo.Api.OpenApi;

/// <summary>
/// Numbers are documented as numbers where no string is read as one: the exporter may take ASP.NET's own options, which read them
/// from strings.
/// The exporter lists the words of an enum and leaves their type out, without which generators of clients make no enum.
/// An <see cref="Optional{T}"/> is documented as its value, of which the exporter knows nothing, since a converter reads it.
/// </summary>
internal sealed class SchemaCleanup(SchemaNames names) : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if ((IOptional.ValueType(type) ?? SetTypes.SetOf(type)) is { } held)
        {
            Copy(await context.GetOrCreateSchemaAsync(held, null, cancellationToken), schema);
            if (IOptional.ValueType(type) is not null ? IsNullable(context.JsonPropertyInfo)
                : context.JsonPropertyInfo?.IsGetNullable == true)
                AddNull(schema, isReference: names.Of(context.JsonTypeInfo.Options.GetTypeInfo(held)) is not null);
        }

        if (schema is { Type: null, Enum: { Count: > 0 } words } && words.All(static word => word?.GetValueKind() == JsonValueKind.String))
            schema.Type = JsonSchemaType.String;
        if (schema.Type is { } types && (types.HasFlag(JsonSchemaType.Integer) || types.HasFlag(JsonSchemaType.Number)))
        {
            var mayBeText = MayBeText(context);
            schema.Type = mayBeText ? types | JsonSchemaType.String : types & ~JsonSchemaType.String;
            schema.Pattern = mayBeText ? schema.Pattern : null;
        }

        if (context.JsonPropertyInfo?.CustomConverter is ILenientNumbers lenient)
        {
            Copy(await context.GetOrCreateSchemaAsync(type, null, cancellationToken), schema);
            if (lenient.Handling.HasFlag(JsonNumberHandling.AllowReadingFromString))
                (schema.Items, schema.AdditionalProperties) = (AddText(schema.Items), AddText(schema.AdditionalProperties));
            if (context.JsonPropertyInfo.IsGetNullable)
                schema.Type |= JsonSchemaType.Null;
        }

        if (schema.Type?.HasFlag(JsonSchemaType.Array) == true && SetTypes.Contain(type))
            schema.UniqueItems = true;
    }

    /// <summary>Whether a number may stand in a string: by its member, the type of that, or the app's options.</summary>
    private static bool MayBeText(OpenApiSchemaTransformerContext context)
    {
        var options = context.JsonTypeInfo.Options;
        var handling = context.JsonPropertyInfo is { } member ? member.NumberHandling
            ?? options.GetTypeInfo(member.DeclaringType).NumberHandling : null;
        return (handling ?? options.NumberHandling).HasFlag(JsonNumberHandling.AllowReadingFromString);
    }

    private static IOpenApiSchema? AddText(IOpenApiSchema? number)
    {
        if (number?.CreateShallowCopy() is not OpenApiSchema { Type: not null } copy)
            return number;
        copy.Type |= JsonSchemaType.String;
        return copy;
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
            // as the exporter marks such a member
            schema.Metadata =
                new Dictionary<string, object>(schema.Metadata ?? new Dictionary<string, object>()) { ["x-is-nullable-property"] = true };
    }

    private static void Copy(OpenApiSchema from, OpenApiSchema to)
    {
        (to.Type, to.Format, to.Enum, to.Pattern, to.ContentEncoding) = (from.Type, from.Format, from.Enum, from.Pattern,
            from.ContentEncoding);
        (to.Properties, to.Required, to.Items, to.AdditionalProperties, to.AdditionalPropertiesAllowed) = (from.Properties, from.Required,
            from.Items, from.AdditionalProperties, from.AdditionalPropertiesAllowed);
        (to.AnyOf, to.OneOf, to.AllOf, to.Discriminator, to.Minimum, to.Maximum) = (from.AnyOf, from.OneOf, from.AllOf, from.Discriminator,
            from.Minimum, from.Maximum);
        (to.Metadata, to.Description, to.UniqueItems) = (from.Metadata, from.Description, from.UniqueItems);
    }
}
