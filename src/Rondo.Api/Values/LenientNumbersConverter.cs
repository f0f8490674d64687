using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Values;

/// <summary>Reads and writes a collection of numbers by options of its own.</summary>
internal sealed class LenientNumbersConverter<T>(JsonSerializerOptions lenient) : JsonConverter<T>, ILenientNumbers
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        NestedJson.Read(ref reader, Contract());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, Contract());

    public JsonNumberHandling Handling => lenient.NumberHandling;

    private JsonTypeInfo<T> Contract() => (JsonTypeInfo<T>)lenient.GetTypeInfo(typeof(T));
}
