using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Rondo.Data.Rows;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>
/// Writes and reads what SQLite keeps as text: in the notation of Microsoft.Data.Sqlite and EF Core, which also sorts by time.
/// </summary>
internal static partial class SqliteTexts
{
    private const string Timestamp = "yyyy-MM-dd HH:mm:ss.FFFFFFF";

    internal static string Of(object value) => value switch
    {
        decimal number => number.ToString(CultureInfo.InvariantCulture), // digit by digit: 4.50 stays 4.50
        Guid id => id.ToString("D").ToUpperInvariant(),
        DateTime time =>
            (time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time).ToString(Timestamp, CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString(Timestamp, CultureInfo.InvariantCulture) + "+00:00",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time =>
            time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        TimeSpan duration => duration.ToString("c", CultureInfo.InvariantCulture),
        char character => character.ToString(),
        Uri uri => uri.OriginalString,
        Int128 or UInt128 or BigInteger => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A {TypeNames.Of(value.GetType())} cannot be a parameter."),
    };

    /// <summary>Reads a date and time; one without an offset is UTC, as SQLite's own functions have it.</summary>
    internal static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        return IsoTimestamp().IsMatch(text) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?: ?(?:Z|[+-]\d\d:\d\d))?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex IsoTimestamp();
}
