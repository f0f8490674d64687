using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Api.Values;

/// <summary>Reads and writes an enum by its names.</summary>
/// <typeparam name="T">The enum, or <see cref="object"/> for its boxed values.</typeparam>
internal sealed class EnumConverter<T> : JsonConverter<T>, IEnumConverter
    where T : notnull
{
    private readonly EnumNames _names;
    private readonly TextParser<ulong> _parse;
    private readonly Dictionary<T, JsonEncodedText> _texts = [];
    private readonly Dictionary<ulong, T> _values = []; // without a box for each value that is read

    public EnumConverter(EnumNames names)
    {
        (_names, _parse) = (names, names.TryParse);
        foreach (var (name, bits) in names.All)
        {
            var value = (T)names.ValueOf(bits);
            _texts.TryAdd(value, JsonEncodedText.Encode(name));
            _values.TryAdd(bits, value);
        }
    }

    public EnumNames Names => _names;

    public override bool CanConvert(Type typeToConvert) => (Nullable.GetUnderlyingType(typeToConvert) ?? typeToConvert) == _names.Type;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, JsonTokenType.String);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (_texts.TryGetValue(value, out var text))
            writer.WriteStringValue(text);
        else if (_names.TryFormat(value) is { } flags)
            writer.WriteStringValue(flags);
        else
            Unwritable.Write(writer, _names.Problem(value));
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, JsonTokenType.PropertyName);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(_names.TryFormat(value) ?? throw new InvalidOperationException(_names.Problem(value)));

    private T Read(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!JsonTexts.TryParse<ulong>(ref reader, token, _parse, out var bits))
            throw JsonTexts.Refused(_names.Expected);
        return _values.TryGetValue(bits, out var value) ? value : (T)_names.ValueOf(bits);
    }
}
