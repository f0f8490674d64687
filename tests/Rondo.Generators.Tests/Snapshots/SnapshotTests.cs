using System.Reflection;
using System.Text.RegularExpressions;

namespace Rondo.Generators.Tests.Snapshots;

/// <summary>
/// The code that is emitted for the programs beside this file. After a change that is meant, RONDO_ACCEPT=1 writes what is emitted now over the
/// <c>.verified.txt</c> files: review the diff.
/// </summary>
public partial class SnapshotTests
{
    private static readonly string s_folder = Path.Combine(
        typeof(SnapshotTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "RepositoryRoot").Value!, "tests/Rondo.Generators.Tests/Snapshots/Programs");

    public static TheoryData<string> Programs { get; } = [.. Directory.GetFiles(s_folder, "*.program.txt").Select(static path => Path.GetFileName(path).Replace(".program.txt", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task What_is_emitted_is_what_was_reviewed(string name)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var sample = Sample.Run(("Program.cs", (await File.ReadAllTextAsync(Path.Combine(s_folder, name + ".program.txt"), cancellation)).ReplaceLineEndings("\n")));
        Assert.Empty(Sample.Show(sample.Reported.Concat(sample.Compiled), sample.Output));
        var emitted = string.Join("\n", sample.Sources.OrderBy(static source => Hash().Replace(source.HintName, ""), StringComparer.Ordinal).Select(static source => $"//// {source.HintName}\n{source.SourceText}"));
        var path = Path.Combine(s_folder, name + ".verified.txt");
        if (Environment.GetEnvironmentVariable("RONDO_ACCEPT") == "1")
            await File.WriteAllTextAsync(path, emitted, cancellation);
        Assert.True(File.Exists(path), $"{path} is missing: review what is emitted, and run with RONDO_ACCEPT=1.");
        var verified = (await File.ReadAllTextAsync(path, cancellation)).ReplaceLineEndings("\n");
        Assert.Equal(verified, emitted);
    }

    [GeneratedRegex("_[0-9a-f]{8}")]
    private static partial Regex Hash();
}
