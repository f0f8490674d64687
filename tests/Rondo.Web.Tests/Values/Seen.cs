using System.Globalization;

namespace Rondo.Web.Tests.Values;

/// <summary>The value that a handler has seen: as JSON, which can be sent back, and every bit of it as text.</summary>
public sealed record Seen<T>(T Value)
{
    public string Exactly => Value switch
    {
        DateTime time => $"{time.Ticks} {time.Kind}",
        DateTimeOffset time => $"{time.Ticks} {time.Offset.Ticks}",
        TimeOnly time => $"{time.Ticks}",
        TimeSpan time => $"{time.Ticks}",
        DateOnly date => $"{date.DayNumber}",
        Uri uri => $"{uri.OriginalString} {uri.IsAbsoluteUri}",
        Enum name => $"{Convert.ToInt64(name, CultureInfo.InvariantCulture)}",
        char c => $"{(int)c}",
        float number => BitConverter.SingleToInt32Bits(number).ToString(CultureInfo.InvariantCulture),
        double number => BitConverter.DoubleToInt64Bits(number).ToString(CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{Value}",
    };
}
