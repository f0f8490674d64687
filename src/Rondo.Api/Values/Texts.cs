namespace Rondo.Api.Values;

/// <summary>Reads the scalars that are neither numbers nor times.</summary>
internal static class Texts
{
    /// <summary>Reads true and false in any case, 1 and 0: clients of queries and forms write all of them.</summary>
    internal static bool TryParseBoolean(ReadOnlySpan<char> text, out bool value)
    {
        value = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads what a form sends: a checkbox that is ticked says <c>on</c>.</summary>
    internal static bool TryParseCheckbox(ReadOnlySpan<char> text, out bool value)
    {
        value = text.Equals("on", StringComparison.OrdinalIgnoreCase);
        return value || TryParseBoolean(text, out value);
    }

    internal static bool TryParseChar(ReadOnlySpan<char> text, out char value)
    {
        value = text.Length == 1 ? text[0] : default;
        return text.Length == 1 && !char.IsSurrogate(value);
    }

    internal static bool TryParseString(ReadOnlySpan<char> text, out string value)
    {
        value = text.ToString();
        return true;
    }

    /// <summary>Reads the form with hyphens, of which the framework's parser takes odd relatives too.</summary>
    internal static bool TryParseGuid(ReadOnlySpan<char> text, out Guid value)
    {
        value = default;
        if (text.Length != 36)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }

        return Guid.TryParseExact(text, "D", out value);
    }
}
