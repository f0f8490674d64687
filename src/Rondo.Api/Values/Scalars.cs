using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Rondo.Api.Values;

/// <summary>The table of scalar types: a row says how values of a type are read, written, called and documented in every origin.</summary>
internal static class Scalars
{
    private const string ClockTime = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
    private const string Days = "(?:[0-9]{1,7}|10[0-5][0-9]{5}|106[0-6][0-9]{4}|1067[0-4][0-9]{3}|10675[01][0-9]{2})";

    private static readonly Scalar[] s_all =
    [
        new Scalar<bool>
        {
            Expected = "true or false",
            Parse = Texts.TryParseBoolean,
            Format = static value => value ? "true" : "false",
            Schema = static () => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        },
        Integer<byte>("uint8"),
        Integer<sbyte>("int8"),
        Integer<short>("int16"),
        Integer<ushort>("uint16"),
        Integer<int>("int32"),
        Integer<uint>("uint32"),
        Integer<long>("int64"),
        Integer<ulong>("uint64"),
        Integer<Int128>(null, WriteRaw),
        Integer<UInt128>(null, WriteRaw),
        Number<BigInteger>(
            $"an integer of at most {Numbers.LongestInteger} digits", Numbers.TryParseInteger,
            static () => new OpenApiSchema { Type = JsonSchemaType.Integer }, WriteRaw),
        Real<Half>("half", "65504", static (writer, value) => Write(writer, (float)value), TryRead),
        Real<float>("float", null, Write, static (ref reader, out value) => reader.TryGetSingle(out value) && float.IsFinite(value)),
        Real<double>("double", null, Write, static (ref reader, out value) => reader.TryGetDouble(out value) && double.IsFinite(value)),
        Real<decimal>("decimal", "79228162514264337593543950335", write: null),
        // The length counts characters, of which some are two chars.
        Text<char>("a single character", Texts.TryParseChar, static value => value.ToString(), null, "^[\\u0000-\\uFFFF]$", 1),
        Text<string>("a string", Texts.TryParseString, static value => value, null, null),
        Text<Guid>("a UUID", Texts.TryParseGuid, static value => value.ToString("D"), "uuid", null),
        Text<Uri>(
            "a URI", Uris.TryParse, Uris.Format, "uri-reference", null,
            write: static (writer, value) => writer.WriteStringValue(Uris.Format(value))),
        Text<DateTime>(
            "a date and time (2026-01-31T12:00:00Z)", Timestamps.TryParse, Timestamps.Format, "date-time", null,
            write: static (writer, value) => writer.WriteStringValue(Timestamps.ToUtc(value))),
        Text<DateTimeOffset>(
            "a date and time (2026-01-31T12:00:00Z)", Timestamps.TryParse, Timestamps.Format, "date-time", null,
            write: static (writer, value) => writer.WriteStringValue(value)),
        Text<DateOnly>(
            "a date (2026-01-31)", Clocks.TryParse, static value => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "date", null),
        Text<TimeOnly>(
            "a time (12:00:00)", Clocks.TryParse, Clocks.Format, "time-local", $"^{ClockTime}(?::[0-5][0-9](?:\\.[0-9]+)?)?$",
            write: static (writer, value) => writer.WriteStringValue(Clocks.Format(value))),
        Text<TimeSpan>(
            "a duration ([-][d.]hh:mm:ss)", Clocks.TryParse, Clocks.Format, null,
            $"^-?(?:{Days}\\.)?{ClockTime}:[0-5][0-9](?:\\.[0-9]{{1,7}})?$",
            write: static (writer, value) => writer.WriteStringValue(Clocks.Format(value))),
    ];

    private static readonly Dictionary<Type, Scalar> s_byType = s_all.ToDictionary(static scalar => scalar.Type);

    /// <summary>Gets the types of the table.</summary>
    internal static IEnumerable<Type> Types => s_byType.Keys;

    /// <summary>Returns the row of a type; null for a type that is no scalar, and for enums.</summary>
    internal static Scalar? Of(Type type) => s_byType.GetValueOrDefault(type);

    /// <summary>Returns the row of a type that generated code knows to be one.</summary>
    internal static Scalar<T> Of<T>() => Known<T>.Scalar ?? throw new InvalidOperationException($"{typeof(T)} is no scalar type.");

    /// <summary>Returns the row that holds for a type of a JSON contract; null where a converter of the program's reads it.</summary>
    internal static Scalar? Of(JsonTypeInfo type) =>
        type.Converter is IValueConverter || type.Converter.GetType().Assembly == typeof(JsonConverter).Assembly ? Of(type.Type) : null;

    /// <summary>Returns the words for a type by its name without a namespace, as messages of System.Text.Json have it.</summary>
    internal static string? WordsOf(ReadOnlySpan<char> name)
    {
        foreach (var scalar in s_all)
        {
            if (name.SequenceEqual(scalar.Type.Name))
                return scalar.Expected;
        }

        return null;
    }

    /// <summary>Adds the converters behind those of the program, which win.</summary>
    /// <remarks>An app that wants numbers to be read from strings, too, gets the number converters that do that.</remarks>
    internal static void AddConverters(JsonSerializerOptions options)
    {
        var isStrict = options.NumberHandling == JsonNumberHandling.Strict;
        foreach (var scalar in s_all)
        {
            if (scalar.Converter is { } converter && (isStrict || !LenientNumbers.Has(scalar.Type)))
                options.Converters.Add(converter);
        }

        options.Converters.Add(new EnumConverterFactory());
    }

    private static Scalar<T> Integer<T>(string? format, Action<Utf8JsonWriter, T>? write = null)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var least = T.MinValue.ToString(null, CultureInfo.InvariantCulture);
        var most = T.MaxValue.ToString(null, CultureInfo.InvariantCulture);
        return Number(
            $"an integer from {least} to {most}", T.IsZero(T.MinValue) ? Numbers.TryParseUnsigned : Numbers.TryParseInteger<T>,
            () => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = format,
                Minimum = Limit(least),
                Maximum = Limit(most)
            }, write);
    }

    /// <summary>The limit, unless it is beyond decimal: NSwag reads limits as such, and fails on others.</summary>
    private static string? Limit(string limit) => decimal.TryParse(limit, CultureInfo.InvariantCulture, out _) ? limit : null;

    private static Scalar<T> Real<T>(string format, string? most, Action<Utf8JsonWriter, T>? write, JsonNumberReader<T>? read = null)
        where T : struct, INumber<T> => Number(
            "a number", Numbers.TryParseReal,
            () => new OpenApiSchema
            {
                Type = JsonSchemaType.Number,
                Format = format,
                Minimum = most is null ? null : "-" + most,
                Maximum = most
            }, write, read);

    private static Scalar<T> Number<T>(
        string expected, TextParser<T> parse, Func<OpenApiSchema> schema, Action<Utf8JsonWriter, T>? write,
            JsonNumberReader<T>? read = null)
        where T : struct, INumberBase<T>
    {
        Func<T, string> format = static value => value.ToString(null, CultureInfo.InvariantCulture);
        return new Scalar<T>
        {
            Expected = expected,
            Parse = parse,
            Format = format,
            Schema = schema,
            IsNumber = true,
            Converter = write is null ? null : new ScalarConverter<T>(expected, parse, format, write, isNumber: true, read),
        };
    }

    private static Scalar<T> Text<T>(
        string expected, TextParser<T> parse, Func<T, string> toText, string? format, string? pattern, int? length = null,
        Action<Utf8JsonWriter, T>? write = null) => new()
        {
            Expected = expected,
            Parse = parse,
            Format = toText,
            Schema = () => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = format,
                Pattern = pattern,
                MinLength = length,
                MaxLength = length,
            },
            Converter = write is null ? null : new ScalarConverter<T>(expected, parse, toText, write, isNumber: false, read: null),
        };

    private static void WriteRaw<T>(Utf8JsonWriter writer, T value)
        where T : struct, INumberBase<T> => writer.WriteRawValue(value.ToString(null, CultureInfo.InvariantCulture));

    private static bool TryRead(ref Utf8JsonReader reader, out Half value)
    {
        value = default;
        return !reader.HasValueSequence && Half.TryParse(reader.ValueSpan, CultureInfo.InvariantCulture, out value) && Half.IsFinite(value);
    }

    private static void Write(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            Unwritable.Write(writer, NoNumber(value));
    }

    private static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            Unwritable.Write(writer, NoNumber(value));
    }

    private static string NoNumber(double value) =>
        $"JSON has no number for {value.ToString(CultureInfo.InvariantCulture)}. Return null, or " +
        "permit named literals with [JsonNumberHandling].";

    private static class Known<T>
    {
        internal static readonly Scalar<T>? Scalar = (Scalar<T>?)s_byType.GetValueOrDefault(typeof(T));
    }
}
