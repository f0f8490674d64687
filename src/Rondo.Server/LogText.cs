using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Rondo.Server;

/// <summary>
/// A text in a log that comes from a request, with its control characters escaped: a path with a line break would be read as two
/// entries, and an escape sequence would speak to the terminal.
/// </summary>
/// <remarks>The parameters of log messages have this type, so that none is forgotten. It is escaped only where it is written.</remarks>
internal readonly struct LogText(string? text)
{
    private readonly string? _text = text;

    public static implicit operator LogText(string? text) => new(text);

    public static implicit operator LogText(PathString path) => new(path.Value);

    /// <inheritdoc/>
    public override string ToString() => Escape(_text ?? "");

    internal static string Escape(string text)
    {
        var at = 0;
        while (at < text.Length && !IsEscaped(text, at))
            at++;
        if (at == text.Length)
            return text;
        var result = new StringBuilder(text, 0, at, text.Length + 16);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            _ = c switch
            {
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                _ when IsEscaped(text, at) => result.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }

    /// <summary>
    /// Controls, line and paragraph separators, what turns the direction of the text or is invisible, and halves of surrogate pairs.
    /// </summary>
    private static bool IsEscaped(string text, int at) =>
        text[at] >= ' ' && text[at] <= '~' ? false : CharUnicodeInfo.GetUnicodeCategory(text[at]) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.Surrogate =>
                !(char.IsHighSurrogate(text[at]) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
                    : at > 0 && char.IsHighSurrogate(text[at - 1])),
            _ => false,
        };
}
