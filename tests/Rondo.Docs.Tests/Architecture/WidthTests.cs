namespace Rondo.Docs.Tests.Architecture;

/// <summary>The width of lines of C#, but for tests and snippets.</summary>
public class WidthTests
{
    private const int Widest = 140;

    public static TheoryData<string> Folders => [.. Layers.Of.Keys.Select(static project => $"src/{project}"), "bench", "eng", "samples"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_line_is_wider_than_the_limit(string folder)
    {
        List<string> wide = [.. Repository.Sources(folder).SelectMany(static path => Repository.Read(path).Split('\n')
            .Select((line, index) => (Line: line, Place: $"{path}:{index + 1}")).Where(static each => each.Line.Length > Widest)
            .Select(static each => each.Place))];
        Assert.True(wide.Count == 0, $"{wide.Count} lines are wider than {Widest} columns:\n{string.Join("\n", wide)}");
    }
}
