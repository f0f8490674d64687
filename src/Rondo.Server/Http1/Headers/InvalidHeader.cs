using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Rondo.Server.Http1.Headers;

/// <summary>The errors for text that cannot stand in a response's head.</summary>
internal static class InvalidHeader
{
    private const int LongestShown = 200;

    internal static InvalidOperationException Name(string name, int at) =>
        new($"The response header name '{Show(name)}' has the character {Code(name[at])}. "
            + "A name consists of letters, digits and !#$%&'*+-.^_`|~.");

    internal static InvalidOperationException Value(string name, string value, int at) => new(
        $"The response header {name} cannot have the value {ShowValue(name, value)}: the character {Code(value[at])} is {Kind(value[at])}. "
        + (char.IsControl(value[at])
            ? "Remove it from the value."
            : "Encode the value, for instance with Uri.EscapeDataString, or set KestrelServerOptions.ResponseHeaderEncodingSelector."));

    internal static InvalidOperationException EncodedValue(string name, string value, Encoding encoding) => new(
        $"The response header {name} cannot have the value {ShowValue(name, value)}: in {encoding.WebName} it has bytes of control "
        + "characters. "
        + "Remove them from the value, or choose another encoding in KestrelServerOptions.ResponseHeaderEncodingSelector.");

    internal static InvalidOperationException ReasonPhrase(string phrase, int at) =>
        new($"The reason phrase '{Show(phrase)}' has the character {Code(phrase[at])}, which is {Kind(phrase[at])}. "
            + "Use visible ASCII characters.");

    private static string Kind(char c) => char.IsControl(c) ? "a control character" : "not ASCII";

    private static string Code(char c) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}");

    /// <summary>Cookies are credentials, and logs are read by many.</summary>
    private static string ShowValue(string name, string value) =>
        name.Equals(HeaderNames.SetCookie, StringComparison.OrdinalIgnoreCase) ? "(not shown)" : $"'{Show(value)}'";

    private static string Show(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, LongestShown)))
        {
            if (c is >= ' ' and <= '~')
                shown.Append(c);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return text.Length > LongestShown ? shown.Append('…').ToString() : shown.ToString();
    }
}
