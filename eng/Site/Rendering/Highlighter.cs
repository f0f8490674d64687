using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Rondo.Site.Rendering;

/// <summary>Colours code: comments, strings, keywords, types and numbers.</summary>
internal static partial class Highlighter
{
    internal static string ToHtml(string code, string language)
    {
        var pattern = language switch
        {
            "cs" or "csharp" => CSharp(),
            "sh" or "bash" or "dockerfile" => Shell(),
            "json" or "http" or "xml" or "sql" or "python" => Data(),
            _ => null,
        };
        return pattern is null ? WebUtility.HtmlEncode(code) : Colour(code, pattern);
    }

    private static string Colour(string code, Regex pattern)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (Match match in pattern.Matches(code))
        {
            html.Append(WebUtility.HtmlEncode(code[at..match.Index]));
            var kind = match.Groups.Values.Skip(1).First(static group => group.Success).Name;
            html.Append($"<span class=\"{kind}\">{WebUtility.HtmlEncode(match.Value)}</span>");
            at = match.Index + match.Length;
        }

        return html.Append(WebUtility.HtmlEncode(code[at..])).ToString();
    }

    [GeneratedRegex("""
        (?<c>//[^\n]*|/\*.*?\*/)
        |(?<s>\$*"{3,}.*?"{3,}|\$?@?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')
        |(?<k>\b(?:abstract|as|async|await|base|bool|break|byte|case|catch|char|class|const|continue|decimal|default|do|double|
            else|enum|event|explicit|extern|false|file|finally|fixed|float|for|foreach|get|global|if|implicit|in|init|int|
            interface|internal|is|lock|long|nameof|namespace|new|not|null|object|operator|or|out|override|params|partial|
            private|protected|public|readonly|record|ref|required|return|sealed|set|short|sizeof|static|string|struct|switch|
            this|throw|true|try|typeof|uint|ulong|using|var|virtual|void|when|where|while|with|yield)\b)
        |(?<n>\b\d[\d_]*(?:\.\d+)?[mMfFdDlLuU]*\b)
        |(?<t>\b[A-Z]\w*\b(?=[<\s?\[\].>]))
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CSharp();

    [GeneratedRegex("""
        (?<c>(?<=^|\s)\#[^\n]*)
        |(?<s>"[^"\n]*"|'[^'\n]*')
        |(?<k>^\s*(?:[A-Z_]+(?==)|[\w./-]+))
        |(?<t>(?<=\s)--?[\w-]+)
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Shell();

    [GeneratedRegex("""
        (?<c>(?:^|(?<=\s))(?:\#|--\s)[^\n]*|<!--.*?-->)
        |(?<s>"(?:\\.|[^"\\\n])*"|'[^'\n]*')
        |(?<k>^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b|\b(?:true|false|null|def|async|await|return|import|from|class|with|
            for|in|if|else|CREATE|TABLE|INSERT|INTO|VALUES|SELECT|PRIMARY|KEY|NOT|NULL|UNIQUE|TEXT|INTEGER)\b)
        |(?<n>\b\d+(?:\.\d+)?\b)
        |(?<t>(?<=</?)[\w.]+)
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Data();
}
