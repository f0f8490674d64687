using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Analyzers;

/// <summary>Calls on loops that could take a token and are given none: no scope reaches them.</summary>
/// <remarks>
/// Calls of Rondo are left out, whose operations belong to the scope, and those of an HttpClient that Rondo.Http has made.
/// Task.Delay has a diagnostic of its own.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TokenAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that has the name of the argument; empty for the next one in order.</summary>
    internal const string Argument = "argument";

    private const string Token = "System.Threading.CancellationToken";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Diagnostics.WithoutToken];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Rondo.CancelScope") is null)
                return;
            var code = new LoopCode(start.Compilation);
            var clients = new HttpClientOrigin(start.Compilation, code);
            start.RegisterOperationAction(each => Call(each, code, clients), OperationKind.Invocation);
        });
    }

    private static void Call(OperationAnalysisContext context, LoopCode code, HttpClientOrigin clients)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (!IsAwaitable(method.ReturnType) || IsOfRondo(method)
            || call.Syntax is not InvocationExpressionSyntax { Expression: var called })
            return;
        if (NameOfToken(call) is not { } argument || !code.IsOnLoop(call, context.ContainingSymbol))
            return;
        if (HttpClientOrigin.IsOfHttp(method) && clients.IsReached(call, context.ContainingSymbol))
            return;
        var name = called is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : method.Name;
        context.ReportDiagnostic(Diagnostic.Create(
            Diagnostics.WithoutToken, call.Syntax.GetLocation(),
            ImmutableDictionary<string, string?>.Empty.Add(Argument, argument), name));
    }

    private static bool IsOfRondo(IMethodSymbol method) =>
        method.ContainingAssembly?.Name is "Rondo" or "Rondo.Api" or "Rondo.Server" or "Rondo.Http" or "Rondo.Testing"
        || method.ContainingType.Is("System.Threading.Tasks.Task");

    /// <summary>
    /// The argument that passes the token: empty if it is the next in order, its name otherwise; null if the call takes none or has one.
    /// </summary>
    private static string? NameOfToken(IInvocationOperation call)
    {
        var arguments = call.Arguments;
        if (arguments.Any(
            static each => each.ArgumentKind == ArgumentKind.ParamArray
            || (IsToken(each.Parameter?.Type) && each.ArgumentKind != ArgumentKind.DefaultValue)))
            return null;
        if (arguments.FirstOrDefault(static each => IsToken(each.Parameter?.Type)) is { Parameter: { } optional })
            return arguments.Count(static each => each.ArgumentKind == ArgumentKind.DefaultValue) == 1 ? "" : optional.Name;
        var method = call.TargetMethod;
        var isOverloaded = arguments.All(static each => each.ArgumentKind == ArgumentKind.Explicit)
            && method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(other => Extends(other, method));
        return isOverloaded ? "" : null;
    }

    private static bool Extends(IMethodSymbol other, IMethodSymbol method)
    {
        var (longer, shorter) = (other.OriginalDefinition.Parameters, method.OriginalDefinition.Parameters);
        return other.IsStatic == method.IsStatic && other.Arity == method.Arity && longer.Length == shorter.Length + 1
            && IsToken(longer[longer.Length - 1].Type)
            && other.DeclaredAccessibility == Accessibility.Public
            && shorter.Select(static each => each.Type.ToDisplayString())
            .SequenceEqual(longer.Take(shorter.Length).Select(static each => each.Type.ToDisplayString()));
    }

    private static bool IsToken(ITypeSymbol? type) => type?.ToDisplayString() == Token;

    private static bool IsAwaitable(ITypeSymbol? type) => type?.OriginalDefinition.ToDisplayString() is
        "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task<TResult>" or "System.Threading.Tasks.ValueTask"
        or "System.Threading.Tasks.ValueTask<TResult>"
        or "System.Collections.Generic.IAsyncEnumerable<T>" or "System.Collections.Generic.IAsyncEnumerable<out T>";
}
