using Rondo.Fuzz;

namespace Rondo.Web.Tests.Fuzzing;

/// <summary>What fuzzing has found worth keeping, run again: see tests/Rondo.Fuzz/README.md.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(static each => each.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_of_the_corpus_keeps_every_property(string name)
    {
        var target = FuzzTarget.All.Single(each => each.Name == name);
        var files = Directory.GetFiles(Path.Combine(Corpus(), name)).Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length >= 50, $"The corpus of {name} has {files.Length} inputs only.");
        foreach (var file in files)
        {
            var broken = Record.Exception(() => target.Check(File.ReadAllBytes(file), true));
            Assert.True(broken is null, $"{name}/{Path.GetFileName(file)}: {broken}");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_inputs_that_a_run_begins_with_keep_every_property(string name)
    {
        var target = FuzzTarget.All.Single(each => each.Name == name);
        foreach (var seed in Seeds.For(name))
            target.Check(seed, true);
    }

    private static string Corpus()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Rondo.slnx")))
            root = root.Parent ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Rondo.slnx.");
        return Path.Combine(root.FullName, "tests", "Rondo.Fuzz", "corpus");
    }
}
