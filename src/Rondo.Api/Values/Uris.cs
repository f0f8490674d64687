using System.Text;
using System.Text.RegularExpressions;

namespace Rondo.Api.Values;

/// <summary>Reads and writes URIs by the grammar of RFC 3986: characters outside of it are escaped, as <c>%C3%BC</c>.</summary>
internal static partial class Uris
{
    private const string Unescaped = "-._~!$&'()*+,;=:@/?#";

    internal static bool TryParse(ReadOnlySpan<char> text, out Uri value)
    {
        value = null!;
        // A path alone would be the address of a file, on Linux.
        var kind = text is ['/', ..] ? UriKind.Relative : UriKind.RelativeOrAbsolute;
        return Grammar().IsMatch(text) && Uri.TryCreate(text.ToString(), kind, out value!);
    }

    /// <summary>Returns the text that the URI was made of, with the characters escaped that no URI has.</summary>
    internal static string Format(Uri value) =>
        Grammar().IsMatch(value.OriginalString) ? value.OriginalString : Escape(value.OriginalString);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        Span<byte> octets = stackalloc byte[4];
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf16(rest, out var rune, out var length);
            var isEscape = rest is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low);
            if (isEscape || (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || Unescaped.Contains((char)rune.Value))))
                escaped.Append((char)rune.Value);
            else
                escaped.AppendJoin("", octets[..rune.EncodeToUtf8(octets)].ToArray().Select(static octet => $"%{octet:X2}"));
            rest = rest[length..];
        }

        return escaped.ToString();
    }

    /// <summary>With an authority; with a scheme alone; a relative path, whose first segment has no colon.</summary>
    [GeneratedRegex(
        @"\A(?:(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@)?"
        + @"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
        + @"(?:/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*)?"
        + @"|[A-Za-z][A-Za-z0-9+.\-]*:(?!//)(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*"
        + @"|(?!//)(?:[A-Za-z0-9\-._~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})*(?:/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*)?)"
        + @"(?:\?(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?(?:#(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
