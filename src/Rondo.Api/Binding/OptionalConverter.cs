using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Values;

namespace Rondo.Api.Binding;

/// <summary>Reads and writes the value of an <see cref="Optional{T}"/>, which is present where it is read at all.</summary>
internal sealed class OptionalConverter<T> : JsonConverter<Optional<T>>
{
    public override bool HandleNull => true;

    public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default(T) is null ? new Optional<T>(default!) : throw new JsonException("It must not be null.");
        return NestedJson.Read(ref reader, Contract(options));
    }

    public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options)
    {
        if (value.HasValue)
            JsonSerializer.Serialize(writer, value.Value, Contract(options));
        else
            writer.WriteNullValue();
    }

    private static JsonTypeInfo<T> Contract(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
