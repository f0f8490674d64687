using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Values;

namespace Rondo.Api.JsonReading;

/// <summary>Says what a value of a JSON contract should have been, to a client that does not know C#.</summary>
internal static class TypeWords
{
    /// <returns>Null for a type that only its converter knows.</returns>
    internal static string? Of(JsonTypeInfo type)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } value)
            return Of(type.Options.GetTypeInfo(value));
        if (type.Type.IsEnum)
            return EnumNames.Of(type.Type, type.Options).Expected;
        if (Scalars.Of(type) is { } scalar)
            return scalar.Expected;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            JsonTypeInfoKind.Enumerable => "an array",
            _ => Other(type.Type),
        };
    }

    private static string? Other(Type type) => type switch
    {
        _ when type == typeof(byte[]) || type == typeof(Memory<byte>) || type == typeof(ReadOnlyMemory<byte>) => "a string in Base64",
        _ when type == typeof(JsonObject) => "an object",
        _ when type == typeof(JsonArray) => "an array",
        _ when type == typeof(JsonValue) => "a string, a number, true or false",
        _ => null,
    };
}
