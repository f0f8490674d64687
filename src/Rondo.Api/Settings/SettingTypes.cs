using System.ComponentModel;
using System.Globalization;

namespace Rondo.Api;

/// <summary>How settings of each type are read. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SettingTypes
{
    /// <summary>Text, as it is.</summary>
    public static readonly SettingParser<string> Text = static (string text, out string value) =>
    {
        value = text;
        return null;
    };

    /// <summary>true, false, 1, 0, yes, no, on, off.</summary>
    public static readonly SettingParser<bool> Bool = static (string text, out bool value) =>
    {
        var word = text.Trim().ToLowerInvariant();
        value = word is "true" or "1" or "yes" or "on";
        return value || word is "false" or "0" or "no" or "off" ? null : "is neither true nor false (nor 1, 0, yes, no, on, off)";
    };

    /// <summary>An absolute address.</summary>
    public static readonly SettingParser<Uri> Uri = static (string text, out Uri value) =>
    {
        var isOne = System.Uri.TryCreate(text, UriKind.Absolute, out var uri) && !text.StartsWith('/');
        value = uri!;
        return isOne ? null : "is no absolute address such as https://example.org/";
    };

    /// <summary>A duration with a unit, or hours:minutes:seconds.</summary>
    public static readonly SettingParser<TimeSpan> Duration = static (string text, out TimeSpan value) =>
    {
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value))
            return null;
        var digits = text.TrimEnd(['m', 's', 'h', 'd']);
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            number = double.NaN;
        var unit = text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        value = default;
        if (unit == TimeSpan.Zero && !double.IsNaN(number))
            return "is a number without a unit: write 500ms, 5s, 2m, 1h, 1d or 00:00:05";
        if (double.IsNaN(number) || Math.Abs(number) * unit.TotalDays > 10_000_000)
            return "is no duration: write 500ms, 5s, 2m, 1h, 1d or 00:00:05";
        value = number * unit;
        return null;
    };

    /// <summary>One of an enumeration's names.</summary>
    public static string? Enum<T>(string text, out T value)
        where T : struct, Enum =>
        // Numbers would parse as well, any of them.
        System.Enum.TryParse(text.Trim(), ignoreCase: true, out value) && !char.IsAsciiDigit(text.Trim()[0]) && text.Trim()[0] != '-' ? null : $"is none of {string.Join(", ", System.Enum.GetNames<T>())}";

    /// <summary>What parses itself: numbers, GUIDs, dates, types of your own.</summary>
    /// <param name="what">In words: a whole number.</param>
    public static SettingParser<T> Parsable<T>(string what)
        where T : IParsable<T> => (string text, out T value) => T.TryParse(text.Trim(), CultureInfo.InvariantCulture, out value!) ? null : $"is not {what}";

    /// <summary>Nothing, or a value.</summary>
    /// <param name="parser">Reads the value.</param>
    public static SettingParser<T?> Nullable<T>(SettingParser<T> parser)
        where T : struct => (string text, out T? value) =>
        {
            value = null;
            if (string.IsNullOrWhiteSpace(text))
                return null;
            var problem = parser(text, out var parsed);
            value = parsed;
            return problem;
        };
}
