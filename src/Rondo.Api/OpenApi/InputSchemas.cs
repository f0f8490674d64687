using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Rondo.Api.Runtime;
using Rondo.Api.Values;

namespace Rondo.Api.OpenApi;

/// <summary>The schema of a parameter or a form's field, as the binder reads it: from text, not from JSON.</summary>
internal static class InputSchemas
{
    internal static OpenApiSchema Of(InputDescription input, JsonSerializerOptions options)
    {
        var schema = Of(input.Type, input.Many, options);
        foreach (var constraint in input.Constraints)
            Constraints.Apply(schema, constraint);
        if (input.Default is { } value)
            schema.Default = Node(value, options);
        return schema;
    }

    internal static bool IsFile(Type type) => type == typeof(IFormFile) || type == typeof(IFormFileCollection)
        || ItemOf(type) == typeof(IFormFile);

    /// <summary>Returns a value of C#'s as JSON has it; null where JSON cannot write the value.</summary>
    internal static JsonNode? Node(object? value, JsonSerializerOptions? options = null) => value switch
    {
        null => null,
        Enum => EnumNames.Of(value.GetType(), options).Node(value),
        _ when Scalars.Of(value.GetType()) is { } scalar => scalar.Node(value),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static OpenApiSchema Of(Type type, bool many, JsonSerializerOptions options)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(IFormFile))
            return new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        if (type == typeof(IFormFileCollection))
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(typeof(IFormFile), false, options) };
        if ((many || IsFile(type)) && ItemOf(type) is { } item)
            return new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = Of(item, false, options),
                UniqueItems = type.Name.Contains("Set", StringComparison.Ordinal) ? true : null
            };
        if (type.IsEnum)
            return EnumNames.Of(type, options).Schema();
        return Scalars.Of(type)?.Schema() ?? new OpenApiSchema { Type = JsonSchemaType.String };
    }

    private static Type? ItemOf(Type type) => type.IsArray ? type.GetElementType() : type.IsGenericType
        && type.GenericTypeArguments is [var item] ? item : null;
}
