using System.Globalization;

namespace Rondo.Api.Values;

/// <summary>Reads and writes moments as RFC 3339 has them: with an offset, so that none depends on the server's time zone.</summary>
internal static class Timestamps
{
    private const int MostMinutes = 14 * 60; // the largest offset that .NET knows

    internal static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length < 20 || text[10] is not ('T' or 't') || !Clocks.TryParse(text[..10], out DateOnly date))
            return false;
        text = text[11..];
        if (!Clocks.TryRead(ref text, out var ticks, out var fraction) || fraction < 0 || !TryParseOffset(text, out var minutes))
            return false;
        ticks += date.DayNumber * TimeSpan.TicksPerDay;
        var offset = TimeSpan.FromMinutes(minutes);
        if ((ulong)(ticks - offset.Ticks) > (ulong)DateTime.MaxValue.Ticks)
            return false;
        value = new DateTimeOffset(ticks, offset);
        return true;
    }

    /// <summary>Reads a moment in UTC.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out DateTime value)
    {
        var isMoment = TryParse(text, out DateTimeOffset moment);
        value = moment.UtcDateTime;
        return isMoment;
    }

    internal static string Format(DateTimeOffset value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    internal static string Format(DateTime value) =>
        ToUtc(value).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Returns the moment in UTC. A time that does not say what it is counts as UTC.</summary>
    internal static DateTime ToUtc(DateTime value) => value.Kind switch
    {
        DateTimeKind.Utc => value,
        DateTimeKind.Local => value.ToUniversalTime(),
        _ => DateTime.SpecifyKind(value, DateTimeKind.Utc),
    };

    /// <summary>Reads <c>Z</c> or <c>+hh:mm</c>.</summary>
    private static bool TryParseOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is ['Z' or 'z'])
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !Clocks.TryParseDigits(text[1..3], out var hours) || !Clocks.TryParseDigits(text[4..], out var rest))
            return false;
        minutes = (hours * 60 + rest) * (text[0] == '-' ? -1 : 1);
        return rest < 60 && Math.Abs(minutes) <= MostMinutes;
    }
}
