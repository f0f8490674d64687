using System.Text.RegularExpressions;

namespace Rondo.Site.Pages;

/// <summary>The Markdown of the repository as sections. The order of pages is that of the links on the entrance of their section.</summary>
internal static partial class MarkdownSections
{
    private static readonly string[] s_project =
        ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"];

    internal static IEnumerable<Section> Read(string root)
    {
        yield return new("Overview", [MarkdownPage.Read(root, "README.md")]);
        yield return new("Tutorial", Ordered(root, "docs/tutorial"));
        yield return new("Guide", Ordered(root, "docs/guide"));
        yield return new("Project", Project(root));
    }

    /// <summary>All pages of a folder: its README, the pages in the order of its links, then those that it does not link to.</summary>
    private static Page[] Ordered(string root, string folder)
    {
        var readme = File.ReadAllText(Path.Combine(root, folder, "README.md"));
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        var group = "";
        foreach (Match match in HeadingOrLink().Matches(readme))
        {
            if (match.Groups["heading"].Success)
                group = match.Groups["heading"].Value;
            else
                groups.TryAdd($"{folder}/{match.Groups["link"].Value}", group);
        }

        var sources = Files(root, folder).ToHashSet(StringComparer.Ordinal);
        string[] order = [$"{folder}/README.md", .. groups.Keys.Where(sources.Contains), .. sources.Except(groups.Keys)];
        return [.. order.Distinct().Select(source => MarkdownPage.Read(root, source, groups.GetValueOrDefault(source, "")))];
    }

    private static Page[] Project(string root)
    {
        var docs = Files(root, "docs")
            .Where(static path => path.Count(static c => c == '/') == 1 || path.StartsWith("docs/reference/", StringComparison.Ordinal));
        string[] sources = [.. docs.OrderBy(static path => path is not "docs/glossary.md"),
            .. s_project.Where(path => File.Exists(Path.Combine(root, path)))];
        return [.. sources.Select(source => MarkdownPage.Read(root, source)),
            .. Ordered(root, "docs/decisions").Select(static page => page with { Group = "Decisions" })];
    }

    private static IEnumerable<string> Files(string root, string folder) =>
        Directory.EnumerateFiles(Path.Combine(root, folder), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^#{2,3} (?<heading>.+)$|\]\((?<link>[^)#:]+\.md)\)", RegexOptions.Multiline)]
    private static partial Regex HeadingOrLink();
}
