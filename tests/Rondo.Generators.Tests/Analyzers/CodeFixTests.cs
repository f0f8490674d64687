using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Rondo.Generators.Analyzers;
using Rondo.Generators.CodeFixes;

namespace Rondo.Generators.Tests.Analyzers;

/// <summary>What the fixes make of the code, which then has no such diagnostic and compiles.</summary>
public class CodeFixTests
{
    private const string App = "var app = RondoApp.Create(args); ";

    private const string Load = " static Task<string> Load() => Task.FromResult(\"\");";

    [Theory]
    [InlineData("app.Get(\"/a\", () => Thread.Sleep(5));", "app.Get(\"/a\", async () => await EventLoop.Sleep(TimeSpan.FromMilliseconds(5)));")]
    [InlineData("app.Get(\"/a\", async () => { Thread.Sleep(TimeSpan.FromSeconds(1)); await EventLoop.Yield(); });", "app.Get(\"/a\", async () => { await EventLoop.Sleep(TimeSpan.FromSeconds(1)); await EventLoop.Yield(); });")]
    [InlineData("app.Get(\"/a\", () => Load().Result.Length);" + Load, "app.Get(\"/a\", async () => (await Load()).Length);" + Load)]
    [InlineData("app.Get(\"/a\", () => Load().GetAwaiter().GetResult());" + Load, "app.Get(\"/a\", async () => await Load());" + Load)]
    [InlineData("app.Get(\"/a\", () => { Load().Wait(); });" + Load, "app.Get(\"/a\", async () => { await Load(); });" + Load)]
    [InlineData("app.Get(\"/a\", (string path) => File.ReadAllText(path));", "app.Get(\"/a\", async (string path) => await File.ReadAllTextAsync(path));")]
    [InlineData("app.Get(\"/a\", (SemaphoreSlim gate) => gate.Wait());", "app.Get(\"/a\", async (SemaphoreSlim gate) => await gate.WaitAsync());")]
    [InlineData("app.Get(\"/a\", async () => await Task.Delay(5));", "app.Get(\"/a\", async () => await EventLoop.Sleep(TimeSpan.FromMilliseconds(5)));")]
    [InlineData("app.Get(\"/a\", () => DateTimeOffset.UtcNow);", "app.Get(\"/a\", () => EventLoop.Current.Clock.GetUtcNow());")]
    [InlineData("app.Get(\"/a\", () => { Load(); });" + Load, "app.Get(\"/a\", async () => { await Load(); });" + Load)]
    [InlineData("app.Get(\"/a\", async () => { _ = Load(); await EventLoop.Yield(); });" + Load, "app.Get(\"/a\", async () => { await Load(); await EventLoop.Yield(); });" + Load)]
    [InlineData("app.Get(\"/a\", async () => await Task.Run(() => 1));", "app.Get(\"/a\", async () => await Offload.RunAsync(() => 1));")]
    [InlineData("app.Get(\"/a\", ([Microsoft.AspNetCore.Mvc.FromBody] Item item) => 1); public class Item;", "app.Get(\"/a\", ([Microsoft.AspNetCore.Mvc.FromServices] Item item) => 1); public class Item;")]
    [InlineData("app.Post(\"/a\", (One one, Two two) => 1); public record One(int A); public record Two(int B);", "app.Post(\"/a\", (One one, [Microsoft.AspNetCore.Mvc.FromServices] Two two) => 1); public record One(int A); public record Two(int B);")]
    public async Task It_mends_the_code(string program, string expected)
    {
        var (mended, _) = await FixAsync(App + program);
        Assert.Equal(App + expected, mended);
        var sample = Sample.Run(mended!);
        Assert.Empty(Sample.Show(sample.Reported.Concat(sample.Compiled), sample.Output));
        Assert.Null((await FixAsync(mended!)).Mended);
    }

    [Theory]
    [InlineData("app.Get(\"/a\", () => { lock (app) Thread.Sleep(5); });")]
    [InlineData("app.Get(\"/a\", Named); static string Named(string path) => File.ReadAllText(path);")]
    [InlineData("app.Get(\"/a\", (string[] q) => q.Select(each => File.ReadAllText(each)).ToList());")]
    [InlineData("app.Get(\"/a\", () => Load(File.ReadAllText(\"a\"))); static Task Load(string a) => Task.CompletedTask;")]
    public async Task It_offers_nothing_where_the_code_may_not_await(string program)
    {
        var (mended, diagnostics) = await FixAsync(App + program);
        Assert.Null(mended);
        Assert.NotEmpty(diagnostics);
    }

    private static async Task<(string? Mended, IReadOnlyList<Diagnostic> Diagnostics)> FixAsync(string program)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var workspace = new AdhocWorkspace();
        var sample = Sample.Run(program);
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Sample", "Sample", LanguageNames.CSharp, compilationOptions: sample.Input.Options, parseOptions: Sample.Parsing, metadataReferences: sample.Input.References));
        var document = default(Document);
        foreach (var tree in sample.Input.SyntaxTrees)
        {
            var added = workspace.AddDocument(project.Id, tree.FilePath, await tree.GetTextAsync(cancellation));
            document ??= added;
        }

        document = workspace.CurrentSolution.GetDocument(document!.Id)!;
        var root = (await document.GetSyntaxTreeAsync(cancellation))!;
        var compilation = (await document.Project.GetCompilationAsync(cancellation))!;
        var analyzed = await compilation.WithAnalyzers([new LoopAnalyzer(), new SharedStateAnalyzer()]).GetAnalyzerDiagnosticsAsync(cancellation);
        var diagnostics = analyzed.Where(static each => each.Id.StartsWith("RONDO", StringComparison.Ordinal))
            .Concat(sample.Reported.Select(each => Diagnostic.Create(each.Descriptor, Location.Create(root, each.Location.SourceSpan)))).ToList();
        CodeFixProvider[] fixes = [new LoopCodeFix(), new FromServicesCodeFix()];
        foreach (var diagnostic in diagnostics)
        {
            foreach (var fix in fixes.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                var actions = new List<CodeAction>();
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), cancellation));
                if (actions.Count == 0)
                    continue;
                var operation = (await actions[0].GetOperationsAsync(cancellation)).OfType<ApplyChangesOperation>().Single();
                return ((await operation.ChangedSolution.GetDocument(document.Id)!.GetTextAsync(cancellation)).ToString(), diagnostics);
            }
        }

        return (null, diagnostics);
    }
}
