using System.Text.RegularExpressions;

namespace Rondo.Docs.Tests;

/// <summary>The layers of docs/design.md, checked on the source: a lower layer names no type of a higher one.</summary>
public partial class ArchitectureTests
{
    /// <summary>The folders of src/Rondo from the bottom up; folders of one row may know each other.</summary>
    private static readonly string[][] s_layers =
    [
        ["Core"],
        ["Errors", "Cancellation", "Tasks", "Time", "Diagnostics", ""],
        ["IO/Drivers"],
        ["IO", "Sync", "Offload"],
        ["Gather", "Retry", "Processes"],
    ];

    /// <summary>What lower code may name of higher layers all the same, with the reason.</summary>
    private static readonly Dictionary<string, string> s_allowed = new()
    {
        ["IDriver"] = "the scheduler waits in its driver, through this interface alone",
        ["LoopYield"] = "a public type of the root that is implemented beside the scheduler",
        ["DriverProbe"] = "the loop's constructor chooses its driver",
    };

    [Fact]
    public void Lower_layers_do_not_know_higher_ones()
    {
        var files = Repository.Sources("src/Rondo").Select(path => (Path: path, Folder: Folder(path), Text: Strip(Repository.Read(path)))).ToArray();
        var layerOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (path, folder, text) in files)
        {
            foreach (Match declaration in Declaration().Matches(text))
                layerOf[declaration.Groups[1].Value] = Layer(folder, path);
        }

        var offences = new List<string>();
        foreach (var (path, folder, text) in files)
        {
            var layer = Layer(folder, path);
            foreach (var word in Word().Matches(text).Select(static match => match.Value).Distinct())
            {
                // Its namesakes in the BCL are meant where the namespace is not imported.
                if (word is "Lock" or "Broadcast" && !text.Contains("using Rondo.Sync;", StringComparison.Ordinal))
                    continue;
                if (layerOf.TryGetValue(word, out var other) && other > layer && !s_allowed.ContainsKey(word))
                    offences.Add($"{path} names {word}");
            }
        }

        Assert.True(offences.Count == 0, string.Join("\n", offences));
    }

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
        Assert.All(Repository.Sources("src"), static path => Assert.True(Repository.Read(path).Split('\n').Length <= 600, $"{path} has over 600 lines"));
    }

    private static string Folder(string path)
    {
        var folder = path["src/Rondo/".Length..];
        folder = folder.Contains('/', StringComparison.Ordinal) ? folder[..folder.LastIndexOf('/')] : "";
        return folder.StartsWith("IO/Drivers", StringComparison.Ordinal) ? "IO/Drivers" : folder;
    }

    private static int Layer(string folder, string path)
    {
        var layer = Array.FindIndex(s_layers, each => each.Contains(folder));
        Assert.True(layer >= 0, $"{path} is in no layer: add its folder to the table");
        return layer;
    }

    /// <summary>Comments and strings may name anything.</summary>
    private static string Strip(string text) => Comment().Replace(text, "\"\"");

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|unsafe|file|ref) )*(?:class|struct|interface|enum|record(?: struct)?) ([A-Z]\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"//[^\n]*|\$?""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex UnsafeCode();

    [GeneratedRegex(@"ProjectReference Include=""([^""]+)""")]
    private static partial Regex ProjectReference();
}
