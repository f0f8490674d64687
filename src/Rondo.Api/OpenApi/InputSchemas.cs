using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Rondo.Api.Runtime;

namespace Rondo.Api;

/// <summary>What a parameter or a form's field may be, as the binder reads it: from text, not from JSON.</summary>
internal static class InputSchemas
{
    internal static OpenApiSchema Of(InputDescription input)
    {
        var schema = Of(input.Type, input.Many);
        foreach (var constraint in input.Constraints)
            Constraints.Apply(schema, constraint);
        if (input.Default is { } value)
            schema.Default = Node(value);
        return schema;
    }

    internal static bool IsFile(Type type) => type == typeof(IFormFile) || type == typeof(IFormFileCollection) || ItemOf(type) == typeof(IFormFile);

    /// <summary>A value of C#'s as JSON would have it in the docs.</summary>
    internal static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        Enum name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name.ToString())),
        byte or sbyte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong number => JsonValue.Create(number),
        float number => float.IsFinite(number) ? JsonValue.Create(number) : null,
        double number => double.IsFinite(number) ? JsonValue.Create(number) : null,
        decimal number => JsonValue.Create(number),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static OpenApiSchema Of(Type type, bool many)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(IFormFile))
            return new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        if (type == typeof(IFormFileCollection))
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(typeof(IFormFile), false) };
        if ((many || IsFile(type)) && ItemOf(type) is { } item)
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(item, false), UniqueItems = type.Name.Contains("Set", StringComparison.Ordinal) ? true : null };
        if (type.IsEnum)
            return new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Enum.GetNames(type).Select(static name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name)))] };
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            TypeCode.Byte => Integer("uint8"),
            TypeCode.SByte => Integer("int8"),
            TypeCode.Int16 => Integer("int16"),
            TypeCode.UInt16 => Integer("uint16"),
            TypeCode.Int32 => Integer("int32"),
            TypeCode.UInt32 => Integer("uint32"),
            TypeCode.Int64 => Integer("int64"),
            TypeCode.UInt64 => Integer("uint64"),
            TypeCode.Single => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "float" },
            TypeCode.Double or TypeCode.Decimal => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
            TypeCode.Char => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 1 },
            TypeCode.DateTime => Text("date-time"),
            _ when type == typeof(DateTimeOffset) => Text("date-time"),
            _ when type == typeof(DateOnly) => Text("date"),
            _ when type == typeof(TimeOnly) => Text("time"),
            _ when type == typeof(Guid) => Text("uuid"),
            _ when type == typeof(Uri) => Text("uri-reference"),
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }

    private static Type? ItemOf(Type type) => type.IsArray ? type.GetElementType() : type.IsGenericType && type.GenericTypeArguments is [var item] ? item : null;

    private static OpenApiSchema Integer(string format) => new() { Type = JsonSchemaType.Integer, Format = format };

    private static OpenApiSchema Text(string format) => new() { Type = JsonSchemaType.String, Format = format };
}
