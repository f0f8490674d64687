using System.Globalization;
using System.Text;

namespace Rondo.Postgres.Types;

/// <summary>Ranges and multiranges in text: <c>[1,5)</c>, <c>{[1,5),[7,)}</c>, <c>empty</c>.</summary>
internal static class RangeText
{
    internal static PostgresRange<T> Parse<T>(ReadOnlySpan<byte> text, Func<string, T> parse)
        where T : struct
    {
        var at = 0;
        var range = Next(text, ref at, parse);
        return at == text.Length ? range : throw Damaged(text);
    }

    internal static PostgresRange<T>[] ParseAll<T>(ReadOnlySpan<byte> text, Func<string, T> parse)
        where T : struct
    {
        if (text is not [(byte)'{', .. var inner, (byte)'}'])
            throw Damaged(text);
        List<PostgresRange<T>> ranges = [];
        for (var at = 0; at < inner.Length; at++) // behind a range is a comma, or the end
            ranges.Add(Next(inner, ref at, parse));
        return [.. ranges];
    }

    internal static DateTime ParseTime(string text) => text switch
    {
        "infinity" => DateTime.MaxValue,
        "-infinity" => DateTime.MinValue,
        _ => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.None),
    };

    internal static DateTimeOffset ParseMoment(string text) => text switch
    {
        "infinity" => DateTimeOffset.MaxValue,
        "-infinity" => DateTimeOffset.MinValue,
        _ => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
    };

    internal static DateOnly ParseDate(string text) => text switch
    {
        "infinity" => DateOnly.MaxValue,
        "-infinity" => DateOnly.MinValue,
        _ => DateOnly.Parse(text, CultureInfo.InvariantCulture),
    };

    private static PostgresRange<T> Next<T>(ReadOnlySpan<byte> text, ref int at, Func<string, T> parse)
        where T : struct
    {
        if (text[at..].StartsWith("empty"u8))
        {
            at += 5;
            return PostgresRange<T>.Empty;
        }

        if (text.Length - at < 3 || text[at] is not ((byte)'[' or (byte)'('))
            throw Damaged(text);
        var isLowerInclusive = text[at++] == (byte)'[';
        var lower = Bound(text, ref at, parse);
        if (at >= text.Length || text[at++] != (byte)',')
            throw Damaged(text);
        var upper = Bound(text, ref at, parse);
        if (at >= text.Length || text[at] is not ((byte)']' or (byte)')'))
            throw Damaged(text);
        return new PostgresRange<T>(lower, upper, isLowerInclusive, text[at++] == (byte)']');
    }

    /// <summary>
    /// Reads up to a comma or the closing bracket; bounds with spaces are quoted. No bound of a known type has an escape.
    /// </summary>
    private static T? Bound<T>(ReadOnlySpan<byte> text, ref int at, Func<string, T> parse)
        where T : struct
    {
        var rest = text[at..];
        var length = rest.IndexOfAny(",])"u8);
        if (length <= 0)
            return length == 0 ? null : throw Damaged(text);
        at += length;
        var bound = Encoding.UTF8.GetString(rest[..length]).Trim('"');
        try
        {
            return parse(bound);
        }
        catch (FormatException exception)
        {
            throw new OverflowException($"The bound {bound} of a range does not fit {typeof(T)}. Read the range as text.", exception);
        }
    }

    private static PostgresProtocolException Damaged(ReadOnlySpan<byte> text) =>
        new($"The range {Encoding.UTF8.GetString(text)} cannot be read. The stream from the server is damaged.");
}
