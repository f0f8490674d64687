using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Rondo.Generators.Endpoints;
using Rondo.Generators.Settings;

namespace Rondo.Web.Tests.Values;

/// <summary>The handlers of the matrix: one of each origin for each row, compiled and generated as a program's are.</summary>
internal static class ValueProgram
{
    private const string Usings =
        """
        global using System; global using System.Collections.Generic; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Mvc; global using Rondo; global using Rondo.Api; global using Rondo.Web.Tests.Values;
        """;

    private const string Handlers =
        """
        public static class Handlers_KEY
        {
            public static void Map(RondoApp app)
            {
                app.Get("/KEY/query", (TYPE v) => new Seen<TYPE>(v));
                app.Get("/KEY/path/{v}", (TYPE v) => new Seen<TYPE>(v));
                app.Get("/KEY/header", ([FromHeader(Name = "v")] TYPE v) => new Seen<TYPE>(v));
                app.Get("/KEY/cookie", ([FromCookie] TYPE v) => new Seen<TYPE>(v));
                app.Post("/KEY/form", ([FromForm] TYPE v) => new Seen<TYPE>(v)).DisableAntiforgery();
                app.Post("/KEY/member", (Box<TYPE> box) => new Seen<TYPE>(box.V));
                app.Post("/KEY/root", ([FromBody] TYPE v) => new Seen<TYPE>(v));
                app.Post("/KEY/lines", async (IAsyncEnumerable<TYPE> items) =>
                {
                    await foreach (var v in items)
                        return new Seen<TYPE>(v);
                    throw new NotFound("There is no line.");
                });
                app.WebSocket("/KEY/socket", async (WebSocketSession<TYPE, Seen<TYPE>> session) =>
                {
                    await foreach (var v in session.ReadAllAsync())
                        await session.SendAsync(new Seen<TYPE>(v));
                });
            }

            public static string Load(string text)
            {
                var sources = new SettingsSources { DotEnvFile = null, Directory = "/nowhere", Environment = new Dictionary<string, string> { ["MATRIX_V"] = text } };
                return new Seen<TYPE>(SettingsLoader.Load<Settings_KEY>([], sources).V).Exactly;
            }
        }

        [Settings("MATRIX")]
        public sealed record Settings_KEY
        {
            public required TYPE V { get; init; }
        }
        """;

    private static readonly Lazy<Assembly> s_assembly = new(Compile);

    internal static void Map(RondoApp app)
    {
        foreach (var row in ValueRow.All)
            s_assembly.Value.GetType($"Handlers_{row.Key}")!.GetMethod("Map")!.CreateDelegate<Action<RondoApp>>()(app);
    }

    internal static Func<string, string> Load(ValueRow row) => s_assembly.Value.GetType($"Handlers_{row.Key}")!.GetMethod("Load")!.CreateDelegate<Func<string, string>>();

    private static Assembly Compile()
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([new("InterceptorsNamespaces", "Rondo.Api.Generated")]);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path));
        SyntaxTree Tree(string path, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), parsing, path);
        var trees = ValueRow.All.Select(row => Tree($"{row.Key}.cs", Handlers.Replace("KEY", row.Key, StringComparison.Ordinal).Replace("TYPE", row.Type, StringComparison.Ordinal)));
        var compilation = CSharpCompilation.Create("Matrix", trees.Append(Tree("Usings.cs", Usings)), references, new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false)); // a loop does not wait for other threads
        CSharpGeneratorDriver.Create([new EndpointGenerator().AsSourceGenerator(), new SettingsGenerator().AsSourceGenerator()], parseOptions: parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var reported);
        Assert.Empty(reported);
        using var image = new MemoryStream();
        var emitted = output.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(static each => each.Severity == DiagnosticSeverity.Error).Take(5)));
        return Assembly.Load(image.ToArray());
    }
}
