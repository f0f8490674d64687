using System.Text.RegularExpressions;

namespace Rondo.Docs.Tests;

/// <summary>The English of the repository, sentence by sentence.</summary>
internal static partial class Prose
{
    private static readonly string[] s_documents = ["docs", "."];

    /// <summary>The sentences of README, the other documents at the root, and docs.</summary>
    internal static IEnumerable<(string Place, string Text)> Markdown() => s_documents
        .SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", folder == "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
        .Select(static path => Path.GetRelativePath(Repository.Root, path))
        .SelectMany(static path => Sentences(path, Code().Replace(Repository.Read(path), "").Split('\n')));

    /// <summary>The sentences of the XML docs in src.</summary>
    internal static IEnumerable<(string Place, string Text)> XmlDocs() => Lines(static line => XmlDoc().Match(line) is { Success: true } match ? Tag().Replace(Reference().Replace(match.Groups[1].Value, "$1"), "\n") : null);

    /// <summary>The sentences of the other comments in src.</summary>
    internal static IEnumerable<(string Place, string Text)> Comments() => Lines(static line => XmlDoc().IsMatch(line) || Comment().Match(line) is not { Success: true } match ? null : match.Groups[1].Value);

    /// <summary>The texts of src that read like sentences: log and error messages.</summary>
    internal static IEnumerable<(string Place, string Text)> Messages() => Lines(static line => XmlDoc().IsMatch(line) ? null : string.Join('\n', Message().Matches(line).Select(static match => match.Groups[1].Value)));

    private static IEnumerable<(string Place, string Text)> Lines(Func<string, string?> read) =>
        Repository.Sources("src").SelectMany(path => Sentences(path, Repository.Read(path).Split('\n').Select(line => read(line) ?? "").SelectMany(static text => text.Split('\n'))));

    /// <summary>Joins the lines of a paragraph, and ends a sentence at a full stop, a colon, a cell or an empty line.</summary>
    private static IEnumerable<(string Place, string Text)> Sentences(string path, IEnumerable<string> lines) =>
        End().Split(string.Join('\n', lines.Select(static line => Start().Replace(line.Trim(), "\n\n")))).Select(sentence => (path, Space().Replace(sentence, " ").Trim(' ', '*', '_', '(', '"', '`', '>')))
            .Where(static each => each.Item2.Length > 0);

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\s*/// ?(.*)$")]
    private static partial Regex XmlDoc();

    [GeneratedRegex(@"(?<![:/""])//(?!/) ?(.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex("<(?:see|paramref|typeparamref)[^>]*?\"([^\"]*)\" ?/>")]
    private static partial Regex Reference();

    [GeneratedRegex("</?(?:summary|param|returns|remarks|value|exception|para|typeparam|item|description|list)\\b[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"""((?=[^""]* )(?:[^""\\]|\\.){12,})""")]
    private static partial Regex Message();

    [GeneratedRegex(@"^(?:- |\d+\. |#+ )")]
    private static partial Regex Start();

    [GeneratedRegex(@"(?<=[.!:])[)""]?\s+|(?<=\?)\s+|\||\n{2,}")]
    private static partial Regex End();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
