using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Rondo.Generators.Tests.Packaging;

/// <summary>The usings that the packages bring: every public name of theirs is one, whatever else a file imports. docs/guide/usings.md says which ones .NET has too.</summary>
public sealed partial class ImplicitUsingsTests
{
    private const string Sdk = "System System.Collections.Generic System.IO System.Linq System.Net.Http System.Threading System.Threading.Tasks";
    private const string Web = Sdk + " System.Net.Http.Json Microsoft.AspNetCore.Builder Microsoft.AspNetCore.Hosting Microsoft.AspNetCore.Http Microsoft.AspNetCore.Routing"
        + " Microsoft.Extensions.Configuration Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Hosting Microsoft.Extensions.Logging";

    private static readonly string[] s_usual = ["System", "Microsoft.AspNetCore", "Microsoft.Extensions", "Xunit"];

    private static readonly string s_root = typeof(ImplicitUsingsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "RepositoryRoot").Value!;

    private static readonly MetadataReference[] s_references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(static path => !Path.GetFileName(path).StartsWith("Rondo.Generators", StringComparison.Ordinal))
        .Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>The namespaces and types that a project has without a using line: the SDK, the packages that it references, whether it is a test project.</summary>
    public static TheoryData<string, string> Projects => new()
    {
        { Sdk, "Rondo" },
        { Sdk, "Rondo Rondo.Http" },
        { Sdk + " Xunit", "Rondo Rondo.Testing" },
        { Web, "Rondo Rondo.Api" },
        { Web, "Rondo Rondo.Api Rondo.Http" },
        { Web, "Rondo Rondo.Api Rondo.Data" },
        { Web, "Rondo Rondo.Api Rondo.Nats" },
        { Sdk + " Xunit", "Rondo Rondo.Api Rondo.Testing" },
        { Web + " Xunit", "Rondo Rondo.Api Rondo.Http Rondo.Testing" },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_name_means_one_type_whatever_else_a_file_imports(string sdk, string packages)
    {
        var compilation = Compile(sdk, packages);
        var imported = Usings(packages).ToArray();
        var types = Types(compilation.GlobalNamespace).ToArray();
        var ours = types.Where(type => imported.Any(each => each.Alias is null && each.Name.StartsWith("Rondo", StringComparison.Ordinal) && each.Name == type.ContainingNamespace.ToDisplayString()))
            .Concat(imported.Where(static each => each.Alias is not null).Select(each => compilation.GetTypeByMetadataName(each.Name)!))
            .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default).Cast<INamedTypeSymbol>().ToArray();
        Assert.NotEmpty(ours);
        var aliases = imported.Where(static each => each.Alias is not null).ToDictionary(static each => each.Alias!, static each => each.Name, StringComparer.Ordinal);
        var names = ours.Select(static type => type.Name + (type.Arity > 0 ? $"<{new string(',', type.Arity - 1)}>" : "")).Distinct(StringComparer.Ordinal).ToArray();
        var list = string.Concat(names.Select(static name => $"typeof({name}), "));

        // A namespace without a name of ours cannot make one ambiguous.
        var known = ours.Select(static type => type.MetadataName).ToHashSet(StringComparer.Ordinal);
        var namespaces = types.Where(type => known.Contains(type.MetadataName)).Select(static type => type.ContainingNamespace.ToDisplayString())
            .Where(static name => s_usual.Any(each => name.StartsWith(each, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        Assert.Contains("System.Threading.Channels", namespaces);
        var files = namespaces.Select((name, index) => CSharpSyntaxTree.ParseText($"using {name};\nfile static class File{index} {{ static readonly System.Type[] s_types = [{list}]; }}", path: name)).ToArray();
        compilation = compilation.AddSyntaxTrees(files);
        var wrong = new List<string>();
        foreach (var file in files)
        {
            var model = compilation.GetSemanticModel(file);
            foreach (var type in file.GetRoot().DescendantNodes().OfType<TypeOfExpressionSyntax>())
            {
                var meant = model.GetTypeInfo(type.Type).Type is INamedTypeSymbol { TypeKind: not TypeKind.Error } symbol ? symbol.OriginalDefinition : null;
                var name = type.Type.ToString();
                var expected = aliases.TryGetValue(name, out var target) ? target : meant?.ContainingNamespace.ToDisplayString() + "." + meant?.MetadataName;
                if (meant is null || !ours.Contains(meant, SymbolEqualityComparer.Default) || compilation.GetTypeByMetadataName(expected) is not { } one || !SymbolEqualityComparer.Default.Equals(one, meant))
                    wrong.Add($"{name} with {file.FilePath}: {meant?.ToDisplayString() ?? "ambiguous"}");
            }
        }

        // C# has no alias for an open generic type.
        Assert.Equal(["Channel<> with System.Threading.Channels: ambiguous"], wrong);
    }

    [Fact]
    public void Attributes_of_handlers_need_no_using()
    {
        const string Program = """
            sealed class Handlers
            {
                [Get("/{id}"), Dependency]
                public static string Get([FromRoute] int id, [FromQuery(Name = "p"), Range(1, 5)] int page, [FromHeader] string agent, [FromServices] object service) => "";

                [Post("/")]
                public static string Post([FromBody, StringLength(5)] string body, [FromForm] string form, [Required, EmailAddress, DataType(DataType.Password)] string mail) => "";
            }

            [Route("controllers")]
            sealed class Controller;
            """;
        foreach (var also in new[] { "", "using Microsoft.AspNetCore.Mvc;\n", "using System.ComponentModel.DataAnnotations;\nusing System.Runtime.CompilerServices;\nusing Microsoft.AspNetCore.Components;\n" })
        {
            var errors = Compile(Web, "Rondo Rondo.Api").AddSyntaxTrees(CSharpSyntaxTree.ParseText(also + Program)).GetDiagnostics().Where(static each => each.Severity == DiagnosticSeverity.Error);
            Assert.Empty(errors);
        }
    }

    [Fact]
    public void The_guide_names_every_alias()
    {
        var guide = Alias().Matches(File.ReadAllText(Path.Combine(s_root, "docs/guide/usings.md"))).ToDictionary(static row => row.Groups["name"].Value, static row => row.Groups["meant"].Value);
        var aliases = Usings("Rondo Rondo.Api Rondo.Data Rondo.Http Rondo.Nats Rondo.Testing").Where(static each => each.Alias is not null && !each.Alias.StartsWith("From", StringComparison.Ordinal));
        Assert.Equal(aliases.Select(static each => (Short(each.Alias!), each.Name)).Order(), guide.Select(static row => (row.Key, row.Value)).Order());
        var text = File.ReadAllText(Path.Combine(s_root, "docs/guide/usings.md"));
        Assert.All(Usings("Rondo Rondo.Api Rondo.Data Rondo.Http Rondo.Nats Rondo.Testing"), each => Assert.Contains(each.Alias is null ? $"`{each.Name}`" : $"`{Short(each.Alias)}", text.Replace("[", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    private static string Short(string attribute) => attribute.EndsWith("Attribute", StringComparison.Ordinal) ? attribute[..^"Attribute".Length] : attribute;

    private static CSharpCompilation Compile(string sdk, string packages)
    {
        var lines = sdk.Split(' ').Select(static name => $"global using {name};").Concat(Usings(packages).Select(static each => $"global using {(each.Alias is null ? "" : each.Alias + " = ")}{each.Name};")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        // Plain namespaces first, as the SDK writes them; an alias after them.
        var tree = CSharpSyntaxTree.ParseText(string.Join('\n', lines.OrderBy(static line => line.Contains('=', StringComparison.Ordinal))));
        return CSharpCompilation.Create("usings", [tree], s_references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    private static IEnumerable<(string Name, string? Alias)> Usings(string packages) => packages.Split(' ')
        .SelectMany(static package => Directory.GetFiles(Path.Combine(s_root, "src", package), "*.props", SearchOption.AllDirectories).Where(static path => path.Contains("/build", StringComparison.Ordinal)))
        .SelectMany(static path => XDocument.Load(path).Descendants("Using"))
        .Select(static each => ((string)each.Attribute("Include")!, (string?)each.Attribute("Alias")))
        .Distinct();

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(static type => type.DeclaredAccessibility == Accessibility.Public).Concat(space.GetNamespaceMembers().SelectMany(Types)).Where(static type => !type.ContainingNamespace.IsGlobalNamespace);

    [GeneratedRegex(@"^\| `\[?(?<name>\w+)\]?` \| `(?<meant>[\w.]+)` \| `[\w.]+` \|$", RegexOptions.Multiline)]
    private static partial Regex Alias();
}
