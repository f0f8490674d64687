namespace Rondo.Docs.Tests.Architecture;

/// <summary>The width of lines in src.</summary>
public class WidthTests
{
    private const int Widest = 140;

    /// <summary>The lines that were wider when the rule came, by project: mostly one interpolated string each. The numbers only fall.</summary>
    private static readonly Dictionary<string, int> s_known = new()
    {
        ["Rondo"] = 3,
        ["Rondo.Api"] = 3,
        ["Rondo.Data"] = 1,
        ["Rondo.Generators"] = 12,
        ["Rondo.Generators.CodeFixes"] = 1,
        ["Rondo.Http"] = 1,
    };

    public static TheoryData<string> Projects => [.. Layers.Of.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_line_is_wider_than_the_limit(string project)
    {
        List<string> wide = [.. Repository.Sources($"src/{project}").SelectMany(static path => Repository.Read(path).Split('\n')
            .Select((line, index) => (Line: line, Place: $"{path}:{index + 1}")).Where(static each => each.Line.Length > Widest)
            .Select(static each => each.Place))];
        var known = s_known.GetValueOrDefault(project);
        Assert.True(wide.Count == known, $"{wide.Count} lines are wider than {Widest} columns, and {known} are known:\n{string.Join("\n", wide)}");
    }
}
