using System.Reflection;
using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>Says where null may stand in a value. The exporter of schemas says it of members alone, and of no item of a list.</summary>
internal static class NullSchemas
{
    private const string Flag = "x-is-nullable-property";

    /// <summary>The schema with null where the marks have a question mark: the value itself, its items, their items.</summary>
    internal static IOpenApiSchema Apply(IOpenApiSchema schema, string marks)
    {
        if (!marks.Contains('?', StringComparison.Ordinal))
            return schema;
        if (schema is OpenApiSchema && marks.Length > 1 && schema.CreateShallowCopy() is OpenApiSchema copy)
        {
            copy.Items = copy.Items is { } items ? Apply(items, marks[1..]) : null;
            copy.AdditionalProperties = copy.AdditionalProperties is { } values ? Apply(values, marks[1..]) : null;
            schema = copy;
        }

        return marks[0] == '?' ? OrNull(schema) : schema;
    }

    /// <summary>The marks of a member, by the annotations of reference types. They may have been trimmed away.</summary>
    internal static string Of(PropertyInfo member) =>
        AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var supported) && !supported
        ? "" : Of(new NullabilityInfoContext().Create(member));

    internal static string Of(NullabilityInfo info)
    {
        var mark = info.ReadState == NullabilityState.Nullable ? "?" : ".";
        return info.ElementType is { } element ? mark + Of(element)
            : info.GenericTypeArguments is [.., var last] && typeof(System.Collections.IEnumerable).IsAssignableFrom(info.Type)
                ? mark + Of(last)
            : mark;
    }

    private static IOpenApiSchema OrNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { Type: { } type } || schema.CreateShallowCopy() is not OpenApiSchema copy)
            return IsNull(schema) ? schema : new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema] };
        copy.Type = type | JsonSchemaType.Null;
        if (copy.Enum is { Count: > 0 } values && !values.Contains(JsonNullSentinel.JsonNull))
            copy.Enum = [.. values, JsonNullSentinel.JsonNull];
        return copy;
    }

    private static bool IsNull(IOpenApiSchema schema) => schema is OpenApiSchema { OneOf: { } several }
        && several.Any(static each => each.Type == JsonSchemaType.Null)
        || schema is OpenApiSchema { Metadata: { } notes } && notes.ContainsKey(Flag)
        || schema is OpenApiSchema { Type: null, AnyOf: null, OneOf: null, AllOf: null, Enum: null, Properties: null };
}
