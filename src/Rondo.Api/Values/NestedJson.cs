using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Values;

/// <summary>Reads a value for a converter by the contract of another type.</summary>
internal static class NestedJson
{
    internal static T Read<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> contract)
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, contract)!;
        }
        catch (JsonException exception)
        {
            // Its path begins at the value. Without one, the serializer adds that of the member.
            throw new JsonException(exception.Message, exception);
        }
    }
}
