using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Rondo.Generators.Endpoints;
using Rondo.Generators.Processes;
using Rondo.Generators.Rows;
using Rondo.Generators.Settings;

namespace Rondo.Generators.Tests;

/// <summary>A program for the generators and analyzers, compiled as a user's project is: implicit usings, nullable, every warning.</summary>
internal sealed class Sample
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks; " +
        "global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration; " +
        "global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging; global using Rondo; global using Rondo.Api; global using Rondo.Jobs;";

    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path))];

    internal static readonly CSharpParseOptions Parsing = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse)
        .WithFeatures([new("InterceptorsNamespaces", "Rondo.Api.Generated")]);

    private Sample(Compilation input, Compilation output, ImmutableArray<Diagnostic> reported, GeneratorDriver driver) =>
        (Input, Output, Reported, Driver) = (input, output, reported, driver);

    internal Compilation Input { get; }

    internal Compilation Output { get; }

    /// <summary>What the generators reported.</summary>
    internal ImmutableArray<Diagnostic> Reported { get; }

    internal GeneratorDriver Driver { get; }

    internal IReadOnlyList<GeneratedSourceResult> Sources => [.. Driver.GetRunResult().Results.SelectMany(static result => result.GeneratedSources)];

    /// <summary>What the compiler says of the program with what was generated, hints apart.</summary>
    internal IReadOnlyList<Diagnostic> Compiled => [.. Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

    internal static Sample Run(string source) => Run(("Program.cs", source));

    internal static Sample Run(params (string Path, string Text)[] files)
    {
        var compilation = Compile(files);
        var driver = Generate(compilation, out var output, out var reported);
        return new Sample(compilation, output, reported, driver);
    }

    /// <summary>Runs the generators on a program that references libraries.</summary>
    internal static Sample Run(string name, IEnumerable<MetadataReference> libraries, string source)
    {
        var compilation = Compile(("Program.cs", source)).WithAssemblyName(name).AddReferences(libraries);
        var driver = Generate(compilation, out var output, out var reported);
        return new Sample(compilation, output, reported, driver);
    }

    /// <summary>The compiled assembly.</summary>
    internal byte[] Emit(bool asReference = false)
    {
        using var image = new MemoryStream();
        var result = Output.Emit(image, options: asReference ? new(metadataOnly: true, includePrivateMembers: false) : null, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return image.ToArray();
    }

    internal static CSharpCompilation Compile(params (string Path, string Text)[] files)
    {
        var trees = files.Select(static file => Tree(file.Path, file.Text)).Append(Tree("Usings.g.cs", Usings)).ToList();
        var program = trees.Exists(static tree => tree.GetCompilationUnitRoot().Members.Any(static member => member is Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax));
        return CSharpCompilation.Create("Sample", trees, s_references, Options(program));
    }

    internal static CSharpCompilationOptions Options(bool program) => new(
        program ? Microsoft.CodeAnalysis.OutputKind.ConsoleApplication : Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999, allowUnsafe: true);

    internal static CSharpSyntaxTree Tree(string path, string text) => (CSharpSyntaxTree)CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), Parsing, path);

    internal static GeneratorDriver Generate(Compilation compilation, out Compilation output, out ImmutableArray<Diagnostic> reported) => CSharpGeneratorDriver.Create(
            [
                new EndpointGenerator().AsSourceGenerator(), new SettingsGenerator().AsSourceGenerator(),
                new RowGenerator().AsSourceGenerator(), new WorkerStartGenerator().AsSourceGenerator(),
            ],
            parseOptions: Parsing,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
        .RunGeneratorsAndUpdateCompilation(compilation, out output, out reported, TestContext.Current.CancellationToken);

    /// <summary>Runs a program up to its end: every call of Get and its like throws if it was not redirected, or to code that takes another delegate.</summary>
    internal void Start()
    {
        if (Output.Options.OutputKind != Microsoft.CodeAnalysis.OutputKind.ConsoleApplication)
            return;
        using var image = new MemoryStream();
        Assert.True(Output.Emit(image).Success);
        var context = new System.Runtime.Loader.AssemblyLoadContext(null, isCollectible: true);
        image.Position = 0;
        var entry = context.LoadFromStream(image).EntryPoint!;
        entry.Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, entry.GetParameters().Length == 0 ? null : [Array.Empty<string>()], null);
        context.Unload();
    }

    /// <summary>The diagnostics as <c>RONDO0001 error at 'text': message</c>.</summary>
    internal static IEnumerable<string> Show(IEnumerable<Diagnostic> diagnostics, Compilation input) => diagnostics.Select(diagnostic => Show(diagnostic, input));

    internal static string Show(Diagnostic diagnostic, Compilation input)
    {
        var tree = diagnostic.Location.SourceTree ?? input.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == diagnostic.Location.GetLineSpan().Path);
        var place = tree?.GetText().ToString(diagnostic.Location.SourceSpan) ?? "nowhere";
        return $"{diagnostic.Id} at '{place}': {diagnostic.GetMessage()}";
    }
}
