using System.Globalization;

namespace Rondo.Cancellation;

/// <summary>Durations as messages show them.</summary>
internal static class DurationText
{
    internal static string Of(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 0.001 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMicroseconds:0.###} us"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###} ms"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###} s"),
        _ => duration.ToString("c", CultureInfo.InvariantCulture),
    };
}
