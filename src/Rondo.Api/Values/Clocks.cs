using System.Globalization;

namespace Rondo.Api.Values;

/// <summary>Reads and writes dates, times of day and durations, without regard to the server's culture.</summary>
internal static class Clocks
{
    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out DateOnly value)
    {
        value = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-'
            || !TryParseDigits(text[..4], out var year) || !TryParseDigits(text[5..7], out var month)
            || !TryParseDigits(text[8..], out var day))
            return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
            return false;
        value = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Reads <c>HH:mm[:ss[.fraction]]</c>: HTML's time input leaves the seconds out.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out TimeOnly value)
    {
        var isTime = TryRead(ref text, out var ticks, out _) && text.IsEmpty;
        value = isTime ? new TimeOnly(ticks) : default;
        return isTime;
    }

    /// <summary>Reads <c>[-][d.]hh:mm:ss[.fraction]</c> with hours up to 23 and a fraction of at most seven digits.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        var isNegative = text is ['-', ..];
        text = isNegative ? text[1..] : text;
        var days = 0;
        var clock = text.IndexOf(':') is > 0 and var colon && text[..colon].IndexOf('.') is >= 0 and var dot ? dot + 1 : 0;
        if (clock > 0 && !TryParseDays(text[..(clock - 1)], out days))
            return false;
        text = text[clock..];
        if (!TryRead(ref text, out var ticks, out var fraction) || !text.IsEmpty || fraction is < 0 or > 7)
            return false;
        var total = (Int128)days * TimeSpan.TicksPerDay + ticks;
        total = isNegative ? -total : total;
        if (total < long.MinValue || total > long.MaxValue)
            return false;
        value = new TimeSpan((long)total);
        return true;
    }

    internal static string Format(TimeOnly value) => value.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    internal static string Format(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);

    /// <summary>Reads a time of day from the beginning of a text.</summary>
    /// <param name="text">The text; afterwards, the part behind the time.</param>
    /// <param name="ticks">The time of day. Digits beyond a tick are cut.</param>
    /// <param name="fraction">How many digits the fraction has; -1 for a time without seconds.</param>
    internal static bool TryRead(ref ReadOnlySpan<char> text, out long ticks, out int fraction)
    {
        (ticks, fraction) = (0, -1);
        if (text.Length < 5 || text[2] != ':' || !TryParseDigits(text[..2], out var hours) || hours > 23
            || !TryParseDigits(text[3..5], out var minutes) || minutes > 59)
            return false;
        ticks = hours * TimeSpan.TicksPerHour + minutes * TimeSpan.TicksPerMinute;
        text = text[5..];
        if (text is not [':', ..])
            return true;
        if (text.Length < 3 || !TryParseDigits(text[1..3], out var seconds) || seconds > 59)
            return false;
        ticks += seconds * TimeSpan.TicksPerSecond;
        text = text[3..];
        fraction = 0;
        if (text is not ['.', ..])
            return true;
        text = text[1..];
        fraction = text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
        var unit = TimeSpan.TicksPerSecond;
        for (var i = 0; i < Math.Min(fraction, 7); i++)
            ticks += (text[i] - '0') * (unit /= 10);
        text = text[fraction..];
        return fraction > 0;
    }

    internal static bool TryParseDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            value = value * 10 + (c - '0');
        }

        return true;
    }

    private static bool TryParseDays(ReadOnlySpan<char> text, out int days)
    {
        days = 0;
        return text.Length is > 0 and <= 8 && TryParseDigits(text, out days) && (text.Length < 8 || text[0] != '0');
    }
}
