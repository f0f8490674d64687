using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Values;

namespace Rondo.Api.Binding;

/// <summary>Reads and writes an <see cref="IReadOnlySet{T}"/> as the set that it is, which the serializer does not.</summary>
internal sealed class ReadOnlySetConverter<T> : JsonConverter<IReadOnlySet<T>>
{
    public override IReadOnlySet<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        NestedJson.Read(ref reader, (JsonTypeInfo<HashSet<T>>)options.GetTypeInfo(typeof(HashSet<T>)));

    public override void Write(Utf8JsonWriter writer, IReadOnlySet<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, (JsonTypeInfo<IEnumerable<T>>)options.GetTypeInfo(typeof(IEnumerable<T>)));
}
