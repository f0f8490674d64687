using System.Net;
using System.Text.RegularExpressions;

namespace Rondo.Site.Rendering;

/// <summary>Finds relative links that lead to no page, or to no heading.</summary>
internal static partial class LinkCheck
{
    internal static IReadOnlyList<string> Run(string folder)
    {
        var pages = Directory.GetFiles(folder, "*.html", SearchOption.AllDirectories).ToDictionary(static path => path, File.ReadAllText);
        var anchors = pages.ToDictionary(
            static page => page.Key, static page => Id().Matches(page.Value).Select(static match => match.Groups[1].Value).ToHashSet());
        var problems = new List<string>();
        foreach (var (path, html) in pages)
        {
            foreach (var link in Link().Matches(html).Select(static match => WebUtility.HtmlDecode(match.Groups[1].Value))
                .Where(static link => !link.Contains(':', StringComparison.Ordinal)))
            {
                var parts = link.Split('#', 2);
                var target = parts[0].Length == 0 ? path
                    : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(parts[0])));
                if (!File.Exists(target))
                    problems.Add($"{Path.GetRelativePath(folder, path)}: the link {link} leads to no file");
                else if (parts.Length == 2 && parts[1].Length > 0 && anchors.TryGetValue(target, out var known)
                    && !known.Contains(parts[1]))
                    problems.Add($"{Path.GetRelativePath(folder, path)}: the link {link} leads to no heading");
            }
        }

        return [.. problems.Distinct()];
    }

    [GeneratedRegex("<(?:a|link|script|img)\\b[^>]*?\\s(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("\\sid=\"([^\"]+)\"")]
    private static partial Regex Id();
}
