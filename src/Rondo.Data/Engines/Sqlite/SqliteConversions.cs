using System.Globalization;
using System.Text;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>
/// Conversions of SQLite's values (a long, a double, a string or bytes), as Microsoft.Data.Sqlite makes them. A test compares the
/// two.
/// </summary>
internal static class SqliteConversions
{
    /// <summary>The Julian day, in milliseconds, of 1970-01-01 00:00.</summary>
    private const long EpochMilliseconds = 210_866_760_000_000;

    internal static T To<T>(object value)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        var converted = ToScalar(Type.GetTypeCode(type), value) ?? ToOther(type, value);
        return (T)(type.IsEnum ? Enum.ToObject(type, converted) : converted);
    }

    internal static long ToInt64(object value) => value switch
    {
        long number => number,
        double number => number >= long.MaxValue ? long.MaxValue : number <= long.MinValue ? long.MinValue : (long)number,
        _ => long.TryParse(
            NumberIn(ToText(value), "+-0123456789"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0,
    };

    internal static double ToDouble(object value) => value switch
    {
        long number => number,
        double number => number,
        _ => double.TryParse(NumberIn(ToText(value), "+-.eE0123456789"), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0,
    };

    internal static decimal ToDecimal(object value) => value switch
    {
        long number => number,
        _ => decimal.Parse(ToText(value), NumberStyles.Number | NumberStyles.AllowExponent, CultureInfo.InvariantCulture),
    };

    internal static string ToText(object value) => value switch
    {
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        double number => WriteNumber(number.ToString("G15", CultureInfo.InvariantCulture)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    internal static byte[] ToBlob(object value) => value as byte[] ?? Encoding.UTF8.GetBytes(ToText(value));

    internal static char ToChar(object value) => value is string { Length: 1 } text ? text[0] : checked((char)ToInt64(value));

    internal static Guid ToGuid(object value) => value is byte[] { Length: 16 } bytes ? new Guid(bytes) : new Guid(ToText(value));

    internal static DateTime ToDateTime(object value) => value is long or double
        ? FromJulian(ToDouble(value))
        : DateTime.Parse(ToText(value), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private static object? ToScalar(TypeCode code, object value) => code switch
    {
        TypeCode.Boolean => ToInt64(value) != 0,
        TypeCode.Byte => checked((byte)ToInt64(value)),
        TypeCode.SByte => checked((sbyte)ToInt64(value)),
        TypeCode.Int16 => checked((short)ToInt64(value)),
        TypeCode.UInt16 => checked((ushort)ToInt64(value)),
        TypeCode.Int32 => checked((int)ToInt64(value)),
        TypeCode.UInt32 => checked((uint)ToInt64(value)),
        TypeCode.Int64 => ToInt64(value),
        TypeCode.UInt64 => (ulong)ToInt64(value),
        TypeCode.Single => (float)ToDouble(value),
        TypeCode.Double => ToDouble(value),
        TypeCode.Decimal => ToDecimal(value),
        TypeCode.Char => ToChar(value),
        TypeCode.String => ToText(value),
        TypeCode.DateTime => ToDateTime(value),
        _ => null,
    };

    private static object ToOther(Type type, object value) => type switch
    {
        _ when type == typeof(byte[]) => ToBlob(value),
        _ when type == typeof(Guid) => ToGuid(value),
        _ when type == typeof(DateTimeOffset) => value is long or double
            ? new DateTimeOffset(FromJulian(ToDouble(value)), TimeSpan.Zero)
            : DateTimeOffset.Parse(ToText(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        _ when type == typeof(DateOnly) => value is long or double
            ? DateOnly.FromDateTime(FromJulian(ToDouble(value)))
            : DateOnly.Parse(ToText(value), CultureInfo.InvariantCulture),
        _ when type == typeof(TimeOnly) => TimeOnly.Parse(ToText(value), CultureInfo.InvariantCulture),
        _ when type == typeof(TimeSpan) => value is long or double
            ? TimeSpan.FromDays(ToDouble(value))
            : TimeSpan.Parse(ToText(value), CultureInfo.InvariantCulture),
        _ when type == typeof(Stream) => new MemoryStream(ToBlob(value), writable: false),
        _ when type == typeof(TextReader) => new StringReader(ToText(value)),
        _ => value,
    };

    private static DateTime FromJulian(double days) =>
        new(DateTime.UnixEpoch.AddMilliseconds((long)((days * 86_400_000) + 0.5) - EpochMilliseconds).Ticks);

    /// <summary>Returns a number as SQLite writes it: always with a point, 2.0 and 1.0e+20.</summary>
    private static string WriteNumber(string number)
    {
        var exponent = number.IndexOf('E', StringComparison.Ordinal);
        var digits = exponent < 0 ? number : number[..exponent];
        var fraction = digits.Contains('.', StringComparison.Ordinal) ? "" : ".0";
        return $"{digits}{fraction}{(exponent < 0 ? "" : number[exponent..].ToLowerInvariant())}";
    }

    /// <summary>Returns the number that a text begins with, as SQLite reads a number from a text.</summary>
    private static ReadOnlySpan<char> NumberIn(string text, string characters)
    {
        var number = text.AsSpan().TrimStart();
        var end = number.IndexOfAnyExcept(characters);
        number = end < 0 ? number : number[..end];
        while (number.Length > 0 && !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            number = number[..^1];
        return number;
    }
}
