// From an edit to its diagnostics in a project of 200 endpoints, as an editor does it: the generators run on the changed compilation,
// then the analyzers on the edited file. Rondo.Edits [rounds]; medians are printed.
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Rondo.Edits;
using Rondo.Generators.Analyzers;
using Rondo.Generators.Endpoints;
using Rondo.Generators.Settings;

var rounds = args.Length > 0 ? int.Parse(args[0]) : 40;
var parsing = new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([new("InterceptorsNamespaces", "Rondo.Api.Generated")]);
SyntaxTree Tree(string path, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), parsing, path);
var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
    .Select(static path => MetadataReference.CreateFromFile(path));
var compilation = CSharpCompilation.Create(
    "Shop", ShopProject.Files().Select(file => Tree(file.Path, file.Text)), references,
    new CSharpCompilationOptions(
        Microsoft.CodeAnalysis.OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

GeneratorDriver driver = CSharpGeneratorDriver.Create(
    [new EndpointGenerator().AsSourceGenerator(), new SettingsGenerator().AsSourceGenerator()], parseOptions: parsing);
var first = Stopwatch.StartNew();
driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var reported);
Console.WriteLine($"first run: {first.ElapsedMilliseconds} ms, {driver.GetRunResult().GeneratedTrees.Length} files");
var errors = reported.Concat(output.GetDiagnostics()).Where(static each => each.Severity >= DiagnosticSeverity.Warning).Take(5).ToList();
if (errors.Count > 0)
{
    errors.ForEach(Console.Error.WriteLine);
    return 1;
}

var kinds = new (string Name, string Path, Func<string, int, string> Edit)[]
{
    ("a body elsewhere", "Services.cs", static (text, i) => text.Replace("return 0;", $"return {i};", StringComparison.Ordinal)),
    ("a handler's body", "Area3.cs", static (text, i) => text.Replace("id + 0", $"id + {i}", StringComparison.Ordinal)),
    ("a constraint", "Area3.cs", static (text, i) => text.Replace("MaxLength(50)", $"MaxLength({50 + i})", StringComparison.Ordinal)),
    ("a blocking call", "Area3.cs",
        static (text, i) => text.Replace("id + 0", $"id + Task.FromResult({i}).Result", StringComparison.Ordinal)),
};
foreach (var (name, path, edit) in kinds)
{
    var original = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
    var text = original.ToString();
    var (generating, analyzing, whole) = (new List<double>(), new List<double>(), new List<double>());
    for (var i = 1; i <= rounds; i++)
    {
        var start = Stopwatch.GetTimestamp();
        var changed = Tree(path, edit(text, i));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation.ReplaceSyntaxTree(original, changed), out output, out _);
        var generated = Stopwatch.GetElapsedTime(start);
        var analysis = output.WithAnalyzers([new LoopAnalyzer(), new SharedStateAnalyzer()]);
        var found = await analysis.GetAnalyzerSemanticDiagnosticsAsync(output.GetSemanticModel(changed), filterSpan: null, default);
        var total = Stopwatch.GetElapsedTime(start);
        if (name == "a blocking call" && !found.Any(static each => each.Id == "RONDO0101"))
            throw new InvalidOperationException("The edit was not seen.");
        generating.Add(generated.TotalMilliseconds);
        analyzing.Add((total - generated).TotalMilliseconds);
        whole.Add(total.TotalMilliseconds);
    }

    Console.WriteLine(
        $"{name}: {Median(whole):0} ms (generators {Median(generating):0} ms, analyzers {Median(analyzing):0} ms; slowest "
            + $"{whole.Max():0} ms)");
}

return 0;

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
