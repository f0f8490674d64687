using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Api.Values;

/// <summary>Reads a scalar from JSON with the parser that reads it from text.</summary>
internal sealed class ScalarConverter<T>(
    string expected, TextParser<T> parse, Func<T, string> format, Action<Utf8JsonWriter, T> write, bool isNumber, JsonNumberReader<T>? read)
    : JsonConverter<T>, IValueConverter
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (read is not null && reader.TokenType == JsonTokenType.Number && read(ref reader, out var number))
            return number;
        return JsonTexts.TryParse(ref reader, isNumber ? JsonTokenType.Number : JsonTokenType.String, parse, out var value)
            ? value
            : throw JsonTexts.Refused(expected);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => write(writer, value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonTexts.TryParse(ref reader, JsonTokenType.PropertyName, parse, out var value) ? value : throw JsonTexts.Refused(expected);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(format(value));
}
