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

    /// <summary>The scope reaches what a handler of Rondo.Http sends, and a client of another origin needs the token.</summary>
    [Theory]
    [InlineData(true, "new HttpClient()")]
    [InlineData(true, "new HttpClient(new SocketsHttpHandler())")]
    [InlineData(true, "local")]
    [InlineData(true, "Shared.Field")]
    [InlineData(true, "Shared.Property")]
    [InlineData(true, "Shared.Computed")]
    [InlineData(true, "((HttpClient)Shared.Field)")]
    [InlineData(true, "factory.CreateClient()")]
    [InlineData(true, "factory.CreateClient(\"shop\")")]
    [InlineData(true, "injected")]
    [InlineData(false, "Rondo.Http.Loop.Create()")]
    [InlineData(false, "clients.Current")]
    [InlineData(false, "clients.CreateClient()")]
    [InlineData(false, "passed")]
    public async Task A_call_of_an_HttpClient_is_told_by_the_origin_of_the_client(bool isFound, string client)
    {
        client = client.Replace("Rondo.Http.Loop.Create()", "new HttpClient(Rondo.Http.LoopHttpHandler.Create(EventLoop.Current))", StringComparison.Ordinal);
        foreach (var call in new[]
        {
            $"await {client}.GetStringAsync(\"/\");",
            $"await {client}.GetFromJsonAsync<int>(\"/\");",
            $"var answer = await {client}.GetAsync(\"/\", CancelScope.CurrentToken); await answer.Content.ReadAsStringAsync();",
            $"await (await {client}.GetAsync(\"/\", CancelScope.CurrentToken)).Content.ReadFromJsonAsync<int>();",
        })
        {
            var body = client == "passed" ? $"await Elsewhere(Shared.Unknown()); static async Task Elsewhere(HttpClient passed) {{ await EventLoop.Yield(); {call} }}"
                : client == "local" ? $"using var local = new HttpClient(); {call}" : call;
            var found = await AnalyzeAsync($$"""
                using System.Net.Http.Json; using Microsoft.AspNetCore.Mvc; {{App}}app.Get("/a", async (IHttpClientFactory factory, [FromServices] HttpClient injected, [FromServices] Rondo.Http.LoopHttpClients clients) => { {{body}} });
                static class Shared
                {
                    public static readonly HttpClient Field = new();
                    public static HttpClient Property { get; } = new() { BaseAddress = new("http://a") };
                    public static HttpClient Computed => Field;
                    public static HttpClient Unknown() => Field;
                }
                """);
            Assert.Equal((isFound ? 1 : 0, call), (found.Count, call));
        }
    }

    [Theory]
    [InlineData(false, "builder.AddHttpClient<Shop>();")]
    [InlineData(true, "builder.Services.AddHttpClient<Shop>();")]
    [InlineData(false, "builder.Services.AddHttpClient<Shop>().AddHttpMessageHandler(static () => new Rondo.Http.AmbientCancellationHandler());")]
    [InlineData(true, "builder.Services.AddHttpClient(\"shop\").AddTypedClient<Shop>();")]
    [InlineData(false, "")]
    public async Task A_typed_client_is_told_by_who_makes_it(bool isFound, string adding)
    {
        foreach (var shop in new[]
        {
            "class Shop(HttpClient http) { [Get(\"/\")] public async Task<string> Read() => await http.GetStringAsync(\"/\"); }",
            "class Shop { private readonly HttpClient _http; public Shop(HttpClient http) => _http = http; [Get(\"/\")] public async Task<string> Read() => await _http.GetStringAsync(\"/\"); }",
            "class Shop(HttpClient http) { private readonly HttpClient _http = http; [Get(\"/\")] public async Task<string> Read() => await _http.GetStringAsync(\"/\"); }",
            "class Shop(HttpClient http) { private HttpClient Http { get; } = http; [Get(\"/\")] public async Task<string> Read() => await Http.GetStringAsync(\"/\"); }",
        })
        {
            var found = await AnalyzeAsync($"var builder = RondoApp.CreateBuilder(args); {adding} builder.Build().Run(); {shop}");
            Assert.Equal((isFound ? 1 : 0, shop), (found.Count, shop));
        }
    }

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
