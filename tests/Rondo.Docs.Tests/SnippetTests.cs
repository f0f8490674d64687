using System.Text.RegularExpressions;

namespace Rondo.Docs.Tests;

/// <summary>The C# of the guide is a piece of a file in docs/snippets, which is compiled and whose tests run here.</summary>
public partial class SnippetTests
{
    private static readonly Dictionary<string, string> s_regions = Regions();

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_piece_of_code_in_the_guide_is_a_snippet_that_is_run(string page)
    {
        var drifted = new List<string>();
        foreach (Match block in CSharp().Matches(Page(page)))
        {
            var name = block.Groups["name"].Value;
            if (name.Length == 0)
                drifted.Add($"a block has no name: put <!-- snippet: NAME --> on the line before it:\n{block.Groups["code"].Value}");
            else if (!s_regions.TryGetValue(name, out var region))
                drifted.Add($"'{name}' is no region of docs/snippets");
            else if (region != block.Groups["code"].Value)
                drifted.Add($"'{name}' differs from its region in docs/snippets, which reads:\n{region}");
        }

        Assert.True(drifted.Count == 0, $"docs/guide/{page}: {string.Join("\n", drifted)}");
    }

    [Fact]
    public void Every_snippet_is_shown_in_the_guide()
    {
        var shown = Pages.SelectMany(static page => CSharp().Matches(Page(page.Data))).Select(static block => block.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(s_regions.Keys.Order(), shown.Order());
    }

    private static string Page(string name) => Repository.Read($"docs/guide/{name}");

    /// <summary>What lies between "// begin NAME" and "// end NAME", without the indentation that all of it has.</summary>
    private static Dictionary<string, string> Regions()
    {
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Repository.Sources("docs/snippets"))
        {
            foreach (Match region in Region().Matches(Repository.Read(path)))
            {
                var lines = region.Groups["code"].Value.Split('\n')[..^1];
                var indent = lines.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
                // Add, not the indexer: two regions of one name are an error.
                regions.Add(region.Groups["name"].Value, string.Concat(lines.Select(line => (line.Length > 0 ? line[indent..] : "") + "\n")));
            }
        }

        return regions;
    }

    [GeneratedRegex("(?:<!-- snippet: (?<name>[a-z0-9-]+) -->\n)?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"^ *// begin (?<name>[a-z0-9-]+)\n(?<code>.*?)^ *// end \k<name>$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();
}
