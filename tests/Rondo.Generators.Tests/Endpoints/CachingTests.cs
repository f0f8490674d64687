using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Tests.Endpoints;

/// <summary>What an edit makes the generator do again.</summary>
public partial class CachingTests
{
    private static readonly (string Path, string Text)[] s_program =
    [
        ("Program.cs", "var app = RondoApp.Create(args); app.Get(\"/a\", (int id) => id); One.Map(app); Two.Map(app);"),
        ("One.cs", "static class One { internal static void Map(RondoApp app) { app.Get(\"/one\", (A a) => 1); app.Post(\"/one\", (Item item) => item); } } public class A; public class B;"),
        ("Two.cs", "static class Two { internal static void Map(RondoApp app) { app.Get(\"/two\", (B b, string q) => 1); } [Get(\"/three\")] internal static string Three(string q) => q; [Get(\"/four\")] internal static string Four(Money q) => \"\"; } public struct Money;"),
        ("Functions.cs", "public record Item([System.ComponentModel.DataAnnotations.Range(1, 2)] int A); static class D { [Dependency] internal static A One() => new(); [Parser] internal static Money Parse(string text) => default; }"),
        ("Other.cs", "public class Other { public int M() => 1; }"),
        ("Jobs.cs", "static class Jobs { internal static void Map(RondoApp app) { app.Job(\"a\", (Letter letter) => Task.CompletedTask); app.OnStart((Order order) => Task.CompletedTask); } } public class Order; public record Letter(string To);"),
    ];

    [Theory]
    [InlineData("Other.cs", "public class Other { public int M() => 2; public string N(Item item) => \"\"; }")]
    [InlineData("Other.cs", "// A comment. \npublic class Other { public int M() => 1; }")]
    [InlineData("New.cs", "public class New;")]
    public void An_edit_elsewhere_makes_nothing_again(string path, string text)
    {
        var (made, outputs) = Edit(path, text);
        Assert.Empty(made);
        Assert.All(outputs, static reason => Assert.Contains(reason, new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged }));
    }

    [Fact]
    public void An_edit_makes_the_endpoints_of_its_file_again_and_no_others()
    {
        // The redirection of a call names its file's checksum, so that every call of the file is made again.
        var (made, _) = Edit("One.cs", s_program[1].Text.Replace("(A a) => 1", "(A a) => 2", StringComparison.Ordinal));
        Assert.Equal(["One", "One"], made);
    }

    [Fact]
    public void An_edit_of_a_job_makes_the_handlers_of_its_file_again_and_no_others()
    {
        var (made, _) = Edit("Jobs.cs", s_program[5].Text.Replace("Task.CompletedTask", "Task.Delay(0)", StringComparison.Ordinal));
        Assert.Equal(["Jobs", "Jobs"], made);
    }

    [Fact]
    public void Methods_with_attributes_are_made_again_only_if_they_change()
    {
        var (made, _) = Edit("Two.cs", s_program[2].Text.Replace("(B b, string q) => 1", "(B b, string q) => 12345", StringComparison.Ordinal));
        Assert.Equal(["Two"], made);
    }

    [Fact]
    public void One_more_endpoint_leaves_the_others_alone()
    {
        var (made, _) = Edit("New.cs", "static class Another { [Get(\"/another\")] internal static int A(int a) => a; }");
        Assert.Equal(["Another.A", "HandlerClasses", "StartCode"], made);
    }

    [Fact]
    public void One_more_dependency_makes_again_what_takes_it()
    {
        var (made, _) = Edit("New.cs", "static class E { [Dependency] internal static B Two() => new(); }");
        Assert.Equal(["Dependencies", "StartCode", "Two"], made);
    }

    [Fact]
    public void A_constraint_is_of_the_validators_alone()
    {
        var (made, _) = Edit("Functions.cs", s_program[3].Text.Replace("Range(1, 2)", "Range(1, 3)", StringComparison.Ordinal));
        Assert.Equal(["StartCode", "Validators"], made);
    }

    [Fact]
    public void A_validator_of_a_type_is_of_its_endpoints_alone()
    {
        var (made, _) = Edit("New.cs", "static class V { [Validator] internal static Task Check(Item item, ErrorReport report) => Task.CompletedTask; }");
        Assert.Equal(["One", "StartCode", "Validators"], made);
    }

    /// <summary>Which sources came out otherwise, and why the outputs were made.</summary>
    private static (IReadOnlyList<string> Made, IReadOnlyList<IncrementalStepRunReason> Outputs) Edit(string path, string text)
    {
        var before = Sample.Run(s_program);
        Assert.Empty(Sample.Show(before.Reported.Concat(before.Compiled), before.Output));
        var old = before.Input.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path);
        var now = Sample.Tree(path, text);
        var compilation = old is null ? before.Input.AddSyntaxTrees(now) : before.Input.ReplaceSyntaxTree(old, now);
        var known = before.Sources.Select(static source => source.SourceText.ToString()).ToHashSet();
        var result = before.Driver.RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult();
        var made = result.Results.SelectMany(static each => each.GeneratedSources).Where(source => !known.Contains(source.SourceText.ToString())).Select(static source => Short(source.HintName)).Order(StringComparer.Ordinal).ToList();

        // What came out as before was not made again either, but for what was looked at anew.
        var outputs = result.Results.SelectMany(static each => each.TrackedOutputSteps.Values).SelectMany(static steps => steps).SelectMany(static step => step.Outputs).Select(static output => output.Reason).ToList();
        Assert.Equal(made.Count, outputs.Count(static reason => reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified));
        return (made, outputs);
    }

    private static string Short(string hint) => Place().Replace(hint["Rondo.".Length..^".g.cs".Length], "").Replace('_', '.');

    [GeneratedRegex(@"(_[0-9a-f]{8})+(_\d+)?$")]
    private static partial Regex Place();
}
