using System.Text.RegularExpressions;

namespace Rondo.Docs.Tests.Architecture;

/// <summary>The rules of docs/design.md for the shape of the source.</summary>
public partial class ArchitectureTests
{
    private static readonly Lazy<Dictionary<string, SourceProject>> s_projects = new(static () =>
    {
        Dictionary<string, SourceProject> known = [];
        foreach (var name in Layers.Of.Keys)
            SourceProject.Of(name, known);
        return known;
    });

    public static TheoryData<string> Projects => [.. Layers.Of.Keys];

    [Fact]
    public void Every_project_has_its_layers() => Assert.Equal(
        Layers.Of.Keys.Order(StringComparer.Ordinal),
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Lower_folders_do_not_know_higher_ones(string project)
    {
        var layers = Layers.Of[project];
        Assert.Empty(s_projects.Value[project].Unresolved());
        var upward = s_projects.Value[project].FolderReferences()
            .Where(each => Row(layers, each.To) > Row(layers, each.From))
            .Select(static each => $"{each.File} uses {each.Type} of {each.To}").Distinct().ToList();
        Assert.True(upward.Count == 0, string.Join("\n", upward));
    }

    /// <summary>The tables' rows of several folders are circles indeed: a row that has become none is to be taken apart.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Rows_of_several_folders_are_circles(string project)
    {
        var layers = Layers.Of[project];
        var references = s_projects.Value[project].FolderReferences().Select(each => (From: Entry(layers, each.From), To: Entry(layers, each.To))).ToHashSet();
        foreach (var row in layers.Where(static row => row.Length > 1))
            Assert.All(row, folder => Assert.Contains(references, each => each.To == folder && each.From != folder && row.Contains(each.From)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Internals_are_in_the_namespace_of_their_folder(string project) =>
        Assert.Empty(s_projects.Value[project].MisplacedInternals());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_has_one_public_type(string project) => Assert.Empty(s_projects.Value[project].CrowdedFiles());

    [Fact]
    public void The_runtime_references_the_bcl_alone()
    {
        Assert.DoesNotContain("PackageReference", Repository.Read("src/Rondo/Rondo.csproj"), StringComparison.Ordinal);
        Assert.DoesNotContain("FrameworkReference", Repository.Read("src/Rondo/Rondo.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_reference_the_runtime_alone() =>
        Assert.Equal(["../Rondo/Rondo.csproj"], ProjectReference().Matches(Repository.Read("src/Rondo.Http/Rondo.Http.csproj")).Select(static match => match.Groups[1].Value));

    /// <summary>The kernel's structures, and zlib's: the BCL has no inflater that stops at a given size or keeps a window of a given size (docs/decisions/0013).</summary>
    private static readonly string[] s_mayBeUnsafe = ["/IO/Drivers/", "/WebSockets/Zlib/"];

    [Fact]
    public void Unsafe_code_stays_in_the_drivers_and_by_zlib_and_says_why_it_is_safe()
    {
        foreach (var path in Repository.Sources("src"))
        {
            var text = Repository.Read(path);
            if (!UnsafeCode().IsMatch(Strip(text)))
                continue;
            Assert.True(s_mayBeUnsafe.Any(each => path.Contains(each, StringComparison.Ordinal)), $"{path} is unsafe, and only these may be: {string.Join(", ", s_mayBeUnsafe)}");
            Assert.True(text.Contains("// Safety", StringComparison.Ordinal), $"{path} is unsafe and does not say why it is safe");
        }
    }

    [Fact]
    public void No_file_is_longer_than_the_ceiling()
    {
        Assert.All(Repository.Sources("src"), static path => Assert.True(Repository.Read(path).Split('\n').Length <= 401, $"{path} has over 400 lines"));
    }

    private static int Row(string[][] layers, string folder)
    {
        var entry = Entry(layers, folder);
        return Array.FindIndex(layers, row => row.Contains(entry));
    }

    /// <summary>The folder of the table that a folder belongs to: itself, or the nearest above it.</summary>
    private static string Entry(string[][] layers, string folder)
    {
        for (var entry = folder; ; entry = entry[..entry.LastIndexOf('/')])
        {
            if (layers.Any(row => row.Contains(entry)))
                return entry;
            Assert.True(entry.Contains('/', StringComparison.Ordinal), $"{folder} is in no layer: add it to the table");
        }
    }

    /// <summary>Comments and strings may name anything.</summary>
    private static string Strip(string text) => Comment().Replace(text, "\"\"");

    [GeneratedRegex(@"//[^\n]*|\$?""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex UnsafeCode();

    [GeneratedRegex(@"ProjectReference Include=""([^""]+)""")]
    private static partial Regex ProjectReference();
}
