using System.Text;
using Rondo.Api.Secrets;

namespace Rondo.Api.Settings;

/// <summary>
/// Reads <c>.env</c> files: <c>NAME=value</c> lines with comments, quotes and <c>export</c>. A dollar sign is a dollar sign:
/// nothing is interpolated.
/// </summary>
/// <remarks>
/// Unquoted values are trimmed and end at <c> #</c>. Single quotes take everything literally, double quotes know \n, \r, \t, \", \\ and \$;
/// both may span lines.
/// </remarks>
internal static class DotEnv
{
    internal static void Parse(string text, Action<int, string, string> value, Action<int, string, string> error)
    {
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var line = 1;
        for (var at = 0; at < text.Length; line++)
        {
            var end = EndOfLine(text, at);
            var content = text[at..end].Trim();
            if (content.Length == 0 || content[0] == '#')
            {
                at = end + 1;
                continue;
            }

            var first = line;
            var equals = text.IndexOf('=', at, end - at);
            var name = equals < 0 ? content : text[at..equals].Trim();
            if (name.StartsWith("export ", StringComparison.Ordinal) || name.StartsWith("export\t", StringComparison.Ordinal))
                name = name[7..].Trim();
            if (equals < 0 || !IsName(name))
            {
                error(first,
                    equals < 0 ? "has no '='" : $"has {(IsShown(name) ? $"'{name}'" : "something else")} where a name belongs",
                    "Write NAME=value, or begin the line with # to make it a comment.");
                at = end + 1;
                continue;
            }

            var start = equals + 1;
            while (start < end && text[start] is ' ' or '\t')
                start++;
            if (start < end && text[start] is '"' or '\'')
            {
                var quote = text[start];
                if (Quoted(text, start + 1, quote) is not { } quoted)
                {
                    error(first, $"begins a value with {quote} that is never closed",
                        $"Close it, or put the value between {(quote == '"' ? "single" : "double")} quotes if the quote is part of it.");
                    return;
                }

                line += text.AsSpan(start, quoted.End - start).Count('\n');
                end = EndOfLine(text, quoted.End);
                var rest = text[quoted.End..end].Trim();
                if (rest.Length > 0 && rest[0] != '#')
                    error(first,
                        $"goes on{(SecretNames.IsSecretSetting(name) ? "" : $" with '{rest}'")} after its closing quote",
                        "Quote the whole value, or begin a comment with #.");
                else
                    value(first, name, quoted.Value);
            }
            else
            {
                value(first, name, Unquoted(text[start..end]));
            }

            at = end + 1;
        }
    }

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-');

    /// <summary>A name with a mistake, rather than a line of a key that spans several.</summary>
    private static bool IsShown(string name) =>
        name.Length <= 32 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-' or ' ');

    private static string Unquoted(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '#' && (i == 0 || value[i - 1] is ' ' or '\t'))
                return value[..i].Trim();
        }

        return value.Trim();
    }

    private static (string Value, int End)? Quoted(string text, int at, char quote)
    {
        var value = new StringBuilder();
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == quote)
                return (value.ToString(), at + 1);
            if (c == '\\' && quote == '"' && at + 1 < text.Length)
            {
                c = text[++at];
                _ = c switch
                {
                    'n' => value.Append('\n'),
                    'r' => value.Append('\r'),
                    't' => value.Append('\t'),
                    '"' or '\\' or '$' => value.Append(c),
                    _ => value.Append('\\').Append(c),
                };
                continue;
            }

            value.Append(c);
        }

        return null;
    }
}
