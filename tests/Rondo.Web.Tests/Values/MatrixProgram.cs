using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Rondo.Generators.Endpoints;
using Rondo.Generators.Settings;

namespace Rondo.Web.Tests.Values;

/// <summary>Compiles the handlers of a matrix and generates their code, as those of a program.</summary>
internal static class MatrixProgram
{
    private const string Usings =
        """
        global using System; global using System.Collections.Generic; global using System.ComponentModel.DataAnnotations; global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Mvc; global using Rondo; global using Rondo.Api; global using Rondo.Web.Tests.Values;
        """;

    internal static Assembly Compile(string name, IEnumerable<(string Path, string Text)> files)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([new("InterceptorsNamespaces", "Rondo.Api.Generated")]);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path));
        var trees = files.Append(("Usings.cs", Usings))
            .Select(file => CSharpSyntaxTree.ParseText(SourceText.From(file.Item2, System.Text.Encoding.UTF8), parsing, file.Item1));
        var compilation = CSharpCompilation.Create(name, trees, references, new CSharpCompilationOptions(
            Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
            concurrentBuild: false)); // a loop does not wait for other threads
        CSharpGeneratorDriver.Create([new EndpointGenerator().AsSourceGenerator(), new SettingsGenerator().AsSourceGenerator()], parseOptions: parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var reported);
        Assert.Empty(reported);
        using var image = new MemoryStream();
        var emitted = output.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(static each => each.Severity == DiagnosticSeverity.Error).Take(5)));
        return Assembly.Load(image.ToArray());
    }
}
