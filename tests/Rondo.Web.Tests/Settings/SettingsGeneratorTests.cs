using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Rondo.Generators.Settings;

namespace Rondo.Web.Tests.Settings;

public class SettingsGeneratorTests
{
    [Theory]
    [InlineData(
        "[Settings] public record S { public System.IO.Stream? Log { get; init; } }",
        "RONDO0301 at 'Log': The setting 'Log' has the type System.IO.Stream?, which cannot be read from text: use a number, string, bool, enum, Uri, TimeSpan, a type with IParsable<T>, a class of such properties, or a list or dictionary of them")]
    [InlineData(
        "[Settings] public record S(int[][] Grid);",
        "RONDO0301 at 'Grid': The setting 'Grid' has the type int[][], which cannot be read from text: use a number, string, bool, enum, Uri, TimeSpan, a type with IParsable<T>, a class of such properties, or a list or dictionary of them")]
    [InlineData("[Settings] public abstract record S(int A);", "RONDO0302 at 'S': The settings S cannot be created: it is abstract, so name a class that is not")]
    [InlineData("[Settings] public record S<T>(T A);", "RONDO0302 at 'S': The settings S cannot be created: it is generic, so derive a class that is not")]
    [InlineData("public class C { [Settings] private record S(int A); }", "RONDO0302 at 'S': The settings S cannot be created: S is private, and generated code cannot name it: make it internal or public")]
    [InlineData("[Settings] public class S { public S(int other) { } public int A { get; set; } }", "RONDO0302 at 'S': The settings S cannot be created: the parameter 'other' of its constructor belongs to no property of that name")]
    [InlineData("[Settings] public record S { public S? Child { get; init; } }", "RONDO0303 at 'Child': The setting 'Child' contains S, which contains it again: settings are a tree, so refer to the other part by a name")]
    public void What_cannot_be_read_is_an_error_with_place_and_remedy(string source, string expected)
    {
        var (_, diagnostics, _) = Run(source);
        var diagnostic = Assert.Single(diagnostics);
        var place = source.Substring(diagnostic.Location.SourceSpan.Start - Usings.Length, diagnostic.Location.SourceSpan.Length);
        Assert.Equal(expected, $"{diagnostic.Id} at '{place}': {diagnostic.GetMessage()}");
    }

    [Theory]
    [InlineData("[Settings] public record S;")]
    [InlineData("[Settings(\"X\")] public class S { public int A { get; set; } = 1; public string B { get; set; } = \"\"; internal long? C { get; init; } }")]
    [InlineData("[Settings] public record S(string? A, System.DayOfWeek B = System.DayOfWeek.Friday, char C = '\\'', string D = \"\\\"\", decimal E = 1.5m, float F = float.NaN);")]
    [InlineData("[Settings] public record S { public required string[] A { get; init; } public System.Collections.Generic.HashSet<int> B { get; init; } = []; public System.Collections.Immutable.ImmutableArray<System.Guid> C { get; init; } = []; }")]
    [InlineData("public record T(int A); [Settings] public record S { public required T One { get; init; } public T? Two { get; init; } public T[] Many { get; init; } = []; public System.Collections.Generic.Dictionary<string, T> Named { get; init; } = []; }")]
    [InlineData("public class Base { public required int A { get; init; } } [Settings] public class S : Base { [System.ComponentModel.DataAnnotations.AllowedValues(1, \"x\")] public int B { get; init; } }")]
    [InlineData("namespace N { public static class Outer { [Settings] internal sealed record S(int A, [System.ComponentModel.DataAnnotations.RegularExpression(\"^a\\\\d\", ErrorMessage = \"no\")] string B = \"a1\"); } }")]
    public void The_generated_code_compiles(string source)
    {
        var (compilation, diagnostics, _) = Run(source);
        Assert.Empty(diagnostics);
        Assert.Equal(2, compilation.SyntaxTrees.Count());
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void An_edit_elsewhere_makes_no_code_again()
    {
        var (compilation, _, driver) = Run("[Settings] public record S(int A);");
        driver = driver.RunGenerators(compilation.RemoveSyntaxTrees(compilation.SyntaxTrees.Last()).AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other;", cancellationToken: TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        var steps = driver.GetRunResult().Results.Single().TrackedSteps[SettingsGenerator.ModelStep];
        Assert.All(steps.SelectMany(step => step.Outputs), output => Assert.Contains(output.Reason, new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged }));
    }

    private const string Usings = "using Rondo.Api; ";

    private static (Compilation Compilation, IReadOnlyList<Diagnostic> Diagnostics, GeneratorDriver Driver) Run(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(Usings + source, path: "Sample.cs")],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new SettingsGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        return (output, diagnostics, driver);
    }
}
