using Microsoft.CodeAnalysis;
using Rondo.Generators.Rows;

namespace Rondo.Generators.Tests.Rows;

/// <summary>The steps that the generator of rows repeats after an edit.</summary>
public class RowCachingTests
{
    private static readonly (string Path, string Text)[] s_program =
    [
        ("Queries.cs", "static class Queries { internal static Task Run(Rondo.Data.Database db) => db.QueryAsync<Total>($\"SELECT 1\"); }"),
        ("Rows.cs", "public record Total(string Shop, decimal Price);"),
        ("Tables.cs", "[System.ComponentModel.DataAnnotations.Schema.Table(\"orders\")] public record Order(int Id, string Shop);"),
        ("Other.cs", "public class Other { public int M() => 1; }"),
    ];

    [Theory]
    [InlineData("Other.cs", "// A comment.\npublic class Other { public int M() => 2; public Order? O; }")]
    [InlineData("Tables.cs", "// A comment.\n[System.ComponentModel.DataAnnotations.Schema.Table(\"orders\")] public record Order(int Id, string Shop);")]
    [InlineData("Queries.cs", "static class Queries { internal static Task Run(Rondo.Data.Database db) => db.QueryAsync<Total>($\"SELECT 2\"); }")]
    [InlineData("New.cs", "public class New;")]
    public void An_edit_that_changes_no_row_makes_nothing_again(string path, string text)
    {
        var (made, outputs) = Edit(path, text);
        Assert.Empty(made);
        Assert.All(outputs, static reason => Assert.Contains(
            reason, new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged }));
    }

    [Theory]
    [InlineData("Rows.cs", "public record Total(string Shop, decimal Price, int Count);", "Total")]
    [InlineData("Tables.cs", "[System.ComponentModel.DataAnnotations.Schema.Table(\"orders\")] public record Order(int Id, string Shop, int Price);", "Order")]
    [InlineData("New.cs", "[System.ComponentModel.DataAnnotations.Schema.Table(\"shops\")] public record Shop(int Id);", "Shop")]
    public void An_edit_of_a_row_makes_that_row_again_and_no_other(string path, string text, string row)
    {
        var (made, outputs) = Edit(path, text);
        Assert.Contains(row, Assert.Single(made), StringComparison.Ordinal);
        Assert.Single(outputs, static reason => reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified);
    }

    /// <summary>The sources that came out otherwise, and the reasons of the outputs.</summary>
    private static (IReadOnlyList<string> Made, IReadOnlyList<IncrementalStepRunReason> Outputs) Edit(string path, string text)
    {
        var before = Sample.Run(s_program);
        Assert.Empty(Sample.Show(before.Reported.Concat(before.Compiled), before.Output));
        var known = Rows(before.Driver.GetRunResult()).GeneratedSources.Select(static source => source.SourceText.ToString()).ToHashSet();
        Assert.Equal(2, known.Count);
        var old = before.Input.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path);
        var now = Sample.Tree(path, text);
        var compilation = old is null ? before.Input.AddSyntaxTrees(now) : before.Input.ReplaceSyntaxTree(old, now);
        var result = Rows(before.Driver.RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult());
        var made = result.GeneratedSources.Where(source => !known.Contains(source.SourceText.ToString()))
            .Select(static source => source.HintName).ToList();
        var outputs = result.TrackedOutputSteps.Values.SelectMany(static steps => steps)
            .SelectMany(static step => step.Outputs).Select(static output => output.Reason).ToList();
        return (made, outputs);
    }

    private static GeneratorRunResult Rows(GeneratorDriverRunResult all) =>
        all.Results.Single(static each => each.Generator.GetGeneratorType() == typeof(RowGenerator));
}
