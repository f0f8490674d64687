using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Processes;

/// <summary>
/// Makes the start of worker processes for programs that are compiled ahead of time: there the runtime has no start-up hooks, and
/// JSON needs the contexts of
/// the program.
/// </summary>
[Generator(LanguageNames.CSharp)]
internal sealed class WorkerStartGenerator : IIncrementalGenerator
{
    private const string JsonContext = "System.Text.Json.Serialization.JsonSerializerContext";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var hasPool = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is IdentifierNameSyntax { Identifier.ValueText: "ProcessPool" },
                static (syntax, cancellation) => IsPool(syntax.SemanticModel.GetSymbolInfo(syntax.Node, cancellation).Symbol))
            .Collect()
            .Select(static (each, _) => each.Contains(true));
        var contexts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "System.Text.Json.Serialization.JsonSerializableAttribute",
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, _) => ContextName(found.TargetSymbol))
            .Where(static each => each is not null)
            .Collect()
            .Select(static (each, _) => each.Select(static name => name!).Distinct().ToEquatable());
        var isProgram = context.CompilationProvider.Select(static (compilation, _) => IsProgram(compilation.Options.OutputKind));
        context.RegisterSourceOutput(hasPool.Combine(contexts).Combine(isProgram), static (output, model) =>
        {
            if (model is ((true, var names), true))
                output.AddSource("WorkerStart.g.cs", Emit(names));
        });
    }

    private static bool IsPool(ISymbol? symbol) => (symbol as ITypeSymbol).Is("Rondo.ProcessPool");

    private static bool IsProgram(Microsoft.CodeAnalysis.OutputKind kind) =>
        kind is Microsoft.CodeAnalysis.OutputKind.ConsoleApplication or Microsoft.CodeAnalysis.OutputKind.WindowsApplication;

    private static string? ContextName(ISymbol symbol) =>
        symbol is INamedTypeSymbol
        {
            IsGenericType: false, IsAbstract: false,
            DeclaredAccessibility: Accessibility.Public or Accessibility.Internal, ContainingType: null
        } type
            && type.IsOrDerivesFrom(JsonContext)
            ? type.Plain()
            : null;

    private static string Emit(EquatableArray<string> contexts) => Code.File($$"""

        namespace Rondo.Generated
        {
            file static class WorkerStart
            {
                [global::System.Runtime.CompilerServices.ModuleInitializer]
                internal static void Run() =>
                    global::Rondo.Processes.WorkerStart.Run({{string.Join(", ", contexts.Select(static each => $"{each}.Default"))}});
            }
        }
        """);
}
