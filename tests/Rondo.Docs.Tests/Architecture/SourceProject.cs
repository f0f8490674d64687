using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Rondo.Docs.Tests.Architecture;

/// <summary>One project of src, compiled from its source, so that each name is the type or member that it means.</summary>
internal sealed partial class SourceProject
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    private static readonly string[] s_implicit =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly Lazy<MetadataReference[]> s_platform = new(static () =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Rondo", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path))]);

    private readonly string _folder;
    private readonly CSharpCompilation _compilation;

    private SourceProject(string name, Dictionary<string, SourceProject> known)
    {
        _folder = $"src/{name}/";
        var project = Repository.Read($"{_folder}{name}.csproj");
        SourceProject[] references = [.. References(name).Select(reference => Of(reference, known))];
        var files = Repository.Sources(_folder).Concat(Linked().Matches(project).Select(match => $"src/{match.Groups[1].Value}"));
        _compilation = CSharpCompilation.Create(
            name,
            [.. files.Select(static path => CSharpSyntaxTree.ParseText(Repository.Read(path), s_options, path)), Surroundings(project)],
            [.. s_platform.Value, .. references.Select(static reference => reference._compilation.ToMetadataReference())],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The project of a name, with those that it references.</summary>
    internal static SourceProject Of(string name, Dictionary<string, SourceProject> known) =>
        known.TryGetValue(name, out var project) ? project : known[name] = new SourceProject(name, known);

    /// <summary>Names that mean nothing here: a measurement with such names would not see their folders.</summary>
    internal IEnumerable<string> Unresolved() => _compilation.GetDiagnostics()
        .Where(static each => each.Id is "CS0246" or "CS0234" or "CS0103" or "CS0122").Select(static each => each.ToString());

    /// <summary>The uses of other folders.</summary>
    internal IEnumerable<Reference> FolderReferences() => Own().SelectMany(tree =>
    {
        var model = _compilation.GetSemanticModel(tree);
        var from = Folder(tree.FilePath);
        return tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
            .Where(static node => node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax)
            .Select(node => Used(model.GetSymbolInfo(node).Symbol)).OfType<ISymbol>().Distinct(SymbolEqualityComparer.Default).OfType<ISymbol>()
            .SelectMany(used => used.Locations.Select(place => (Used: used, Tree: place.SourceTree)))
            .Where(each => each.Tree is { } other && other.FilePath.StartsWith(_folder, StringComparison.Ordinal) && Folder(other.FilePath) != from)
            .Select(each => new Reference(tree.FilePath, from, Folder(each.Tree!.FilePath), (each.Used.ContainingType ?? each.Used).Name));
    });

    /// <summary>The files without public types whose namespace is not their folder's, but for types that the compiler asks for by name.</summary>
    internal IEnumerable<string> MisplacedInternals() =>
        from tree in Own()
        from space in tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
        let model = _compilation.GetSemanticModel(tree)
        where !space.Members.Any(member => model.GetDeclaredSymbol(member) is { DeclaredAccessibility: Accessibility.Public })
        let expected = Path.GetDirectoryName(tree.FilePath["src/".Length..])!.Replace('\\', '/').Replace('/', '.')
        where space.Name.ToString() != expected && !space.Name.ToString().StartsWith("System.", StringComparison.Ordinal)
        select $"{tree.FilePath} is in {space.Name}, not in {expected}";

    /// <summary>The files with more than one public type.</summary>
    internal IEnumerable<string> CrowdedFiles() =>
        from tree in Own()
        let types = tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().SelectMany(static space => space.Members)
        where types.Count(static type => type.Modifiers.Any(SyntaxKind.PublicKeyword)) > 1
        select $"{tree.FilePath} has more than one public type";

    /// <summary>The folder of a file in its project.</summary>
    private string Folder(string path) => Path.GetDirectoryName(path[_folder.Length..])!.Replace('\\', '/');

    private IEnumerable<SyntaxTree> Own() => _compilation.SyntaxTrees.Where(tree => tree.FilePath.StartsWith(_folder, StringComparison.Ordinal));

    private static ISymbol? Used(ISymbol? symbol) => symbol switch
    {
        INamedTypeSymbol or IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.OriginalDefinition,
        _ => null,
    };

    /// <summary>The projects that one references, directly or not; a generator that travels in its package is none of them.</summary>
    private static IEnumerable<string> References(string name) => Referenced().Matches(Repository.Read($"src/{name}/{name}.csproj"))
        .Where(static match => !match.Value.Contains("ReferenceOutputAssembly=\"false\"", StringComparison.Ordinal))
        .Select(static match => match.Groups[1].Value).SelectMany(static reference => References(reference).Append(reference)).Distinct();

    /// <summary>The code that the build makes of the project file: global usings, and who sees the internals.</summary>
    private static SyntaxTree Surroundings(string project) => CSharpSyntaxTree.ParseText(
        string.Concat(s_implicit.Concat(Usings().Matches(project).Select(static match => match.Groups[1].Value)).Select(static space => $"global using {space};"))
        + string.Concat(Friends().Matches(project).Select(static match =>
            $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{match.Groups[1].Value}\")]")),
        s_options);

    [GeneratedRegex(@"<ProjectReference Include=""\.\./([\w.]+)/[^>]*>")]
    private static partial Regex Referenced();

    [GeneratedRegex(@"<Compile Include=""\.\./([^""*]+)""")]
    private static partial Regex Linked();

    [GeneratedRegex(@"<Using Include=""([^""]+)""")]
    private static partial Regex Usings();

    [GeneratedRegex(@"<InternalsVisibleTo Include=""([^""]+)""")]
    private static partial Regex Friends();
}
