using System.Globalization;
using System.Numerics;

namespace Rondo.Api.Values;

/// <summary>Reads numbers as JSON writes them: no plus, no white space, no leading zeros, no separators.</summary>
internal static class Numbers
{
    /// <summary>How many digits an integer without a size may have: reading takes quadratic time.</summary>
    internal const int LongestInteger = 1000;

    internal static bool TryParseInteger<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, INumberBase<T>
    {
        var digits = text is ['-', ..] ? text[1..] : text;
        value = default;
        return IsInteger(digits) && digits.Length <= LongestInteger
            && T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    internal static bool TryParseUnsigned<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, INumberBase<T>
    {
        value = default;
        return text is not ['-', ..] && TryParseInteger(text, out value);
    }

    /// <summary>Reads a number that may have a fraction and an exponent, and is finite.</summary>
    internal static bool TryParseReal<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, INumberBase<T>
    {
        value = default;
        return IsNumber(text) && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && T.IsFinite(value);
    }

    private static bool IsInteger(ReadOnlySpan<char> digits) => Digits(digits) == digits.Length && digits is ['0'] or [not '0', ..];

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        text = text is ['-', ..] ? text[1..] : text;
        var whole = Digits(text);
        if (!IsInteger(text[..whole]))
            return false;
        text = text[whole..];
        if (text is ['.', ..])
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0)
                return false;
            text = text[(1 + fraction)..];
        }

        if (text.IsEmpty)
            return true;
        if (text is not ['e' or 'E', ..])
            return false;
        text = text is [_, '+' or '-', ..] ? text[2..] : text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    /// <summary>Returns how many digits of ASCII the text begins with.</summary>
    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
}
