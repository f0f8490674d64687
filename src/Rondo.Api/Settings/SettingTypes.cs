using System.ComponentModel;
using System.Globalization;
using Rondo.Api.Values;

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
        value = text.Equals("yes", StringComparison.OrdinalIgnoreCase) || text.Equals("on", StringComparison.OrdinalIgnoreCase);
        return value || text.Equals("no", StringComparison.OrdinalIgnoreCase)
            || text.Equals("off", StringComparison.OrdinalIgnoreCase) || Texts.TryParseBoolean(text, out value)
            ? null
            : "is neither true nor false (nor 1, 0, yes, no, on, off)";
    };

    /// <summary>An absolute address.</summary>
    public static readonly SettingParser<Uri> Uri = static (string text, out Uri value) =>
        Uris.TryParse(text, out value) && value.IsAbsoluteUri ? null : "is no absolute address such as https://example.org/";

    /// <summary>A duration with a unit, or hours:minutes:seconds.</summary>
    public static readonly SettingParser<TimeSpan> Duration = static (string text, out TimeSpan value) =>
    {
        if (Clocks.TryParse(text, out value))
            return null;
        var digits = text.TrimEnd(['m', 's', 'h', 'd']);
        var isNumber = Numbers.TryParseReal(digits, out double number);
        var unit = text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        if (unit == TimeSpan.Zero && isNumber)
            return "is a number without a unit: write 500ms, 5s, 2m, 1h, 1d or 00:00:05";
        if (unit == TimeSpan.Zero || !isNumber || Math.Abs(number) * unit.TotalDays > 10_000_000)
            return "is no duration: write 500ms, 5s, 2m, 1h, 1d or 00:00:05";
        value = number * unit;
        return null;
    };

    /// <summary>Reads a value of a scalar type that the framework knows.</summary>
    public static string? Value<T>(string text, out T value)
    {
        var scalar = Scalars.Of<T>();
        return scalar.Parse(text, out value) ? null : $"is not {scalar.Expected}";
    }

    /// <summary>One of an enumeration's names.</summary>
    public static string? Enum<T>(string text, out T value)
        where T : struct, Enum
    {
        var names = EnumNames.Of(typeof(T));
        var isName = names.TryParse(text, out var bits);
        value = isName ? (T)System.Enum.ToObject(typeof(T), bits) : default;
        return isName ? null : $"is not {names.Expected}";
    }

    /// <summary>A type that parses itself: one of your own.</summary>
    /// <param name="what">In words: a valid Version.</param>
    public static SettingParser<T> Parsable<T>(string what)
        where T : IParsable<T> =>
        (string text, out T value) => T.TryParse(text, CultureInfo.InvariantCulture, out value!) ? null : $"is not {what}";

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
