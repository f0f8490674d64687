using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Rondo.Generators.Analyzers;
using Rondo.Generators.CodeFixes;

namespace Rondo.Generators.Tests.Analyzers;

/// <summary>Calls that could take the ambient token and are given none; the fix passes it, in all places at once.</summary>
public class TokenAnalyzerTests
{
    private const string App = "var app = RondoApp.Create(args); ";

    private const string Library = """
         public class Command
        {
            public Task<int> RunAsync() => RunAsync(default);
            public Task<int> RunAsync(CancellationToken token) => Task.FromResult(1);
            public ValueTask ReadAsync(string name, int limit = 1, CancellationToken cancellationToken = default) => default;
            public Task CloseAsync() => Task.CompletedTask;
        }
        """;

    [Theory]
    [InlineData("await new Command().RunAsync();", "await new Command().RunAsync(CancelScope.CurrentToken);")]
    [InlineData("await new Command().ReadAsync(\"a\", 2);", "await new Command().ReadAsync(\"a\", 2, CancelScope.CurrentToken);")]
    [InlineData("await new Command().ReadAsync(\"a\");", "await new Command().ReadAsync(\"a\", cancellationToken: CancelScope.CurrentToken);")]
    [InlineData("await new Command().RunAsync().OrCancel();", "await new Command().RunAsync(CancelScope.CurrentToken).OrCancel();")]
    [InlineData(
        "var command = new Command(); await command.RunAsync(); await command.ReadAsync(\"a\"); await command.RunAsync();",
        "var command = new Command(); await command.RunAsync(CancelScope.CurrentToken); await command.ReadAsync(\"a\", cancellationToken: CancelScope.CurrentToken); await command.RunAsync(CancelScope.CurrentToken);")]
    public async Task Fix_all_passes_the_token(string body, string expected)
    {
        Assert.Equal(Program(expected), await FixAllAsync(Program(body)));
        Assert.Empty(await AnalyzeAsync(Program(expected)));
    }

    [Theory]
    [InlineData("await new Command().RunAsync(default);")]
    [InlineData("await new Command().CloseAsync();")]
    [InlineData("await EventLoop.Sleep(TimeSpan.FromSeconds(1));")]
    [InlineData("await Task.Delay(5);")]
    [InlineData("await Offload.RunAsync(() => 1);")]
    public async Task Calls_that_a_scope_reaches_or_that_take_no_token_are_left_alone(string body) => Assert.Empty(await AnalyzeAsync(Program(body)));

    [Fact]
    public async Task Code_outside_of_loops_is_left_alone() =>
        Assert.Empty(await AnalyzeAsync(App + "static async Task Elsewhere() => await new Command().RunAsync();" + Library));

    [Fact]
    public async Task The_message_names_the_call()
    {
        var found = Assert.Single(await AnalyzeAsync(Program("await new Command().RunAsync();")));
        Assert.Equal(
            "'RunAsync' could take a CancellationToken and does not observe the scope without one: pass CancelScope.CurrentToken",
            found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Program(string body) => $"{App}app.Get(\"/a\", async () => {{ {body} }});{Library}";

    private static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(string program)
    {
        var sample = Sample.Run(program);
        Assert.Empty(sample.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static each => each.Severity == DiagnosticSeverity.Error));
        return await sample.Output.WithAnalyzers([new TokenAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> FixAllAsync(string program)
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
        var compilation = (await document.Project.GetCompilationAsync(cancellation))!;
        var diagnostics = await compilation.WithAnalyzers([new TokenAnalyzer()]).GetAnalyzerDiagnosticsAsync(cancellation);
        var fix = new TokenCodeFix();
        var context = new FixAllContext(document, fix, FixAllScope.Document, "Pass CancelScope.CurrentToken", ["RONDO0108"], new Found(diagnostics), cancellation);
        var action = await fix.GetFixAllProvider().GetFixAsync(context);
        var operation = (await action!.GetOperationsAsync(cancellation)).OfType<ApplyChangesOperation>().Single();
        return (await operation.ChangedSolution.GetDocument(document.Id)!.GetTextAsync(cancellation)).ToString();
    }

    private sealed class Found(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
