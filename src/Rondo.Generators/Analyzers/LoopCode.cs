using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Analyzers;

/// <summary>Where code runs, as far as the text tells: in a handler, on a loop, or elsewhere.</summary>
/// <remarks>One for each compilation. Only asked of code that is suspicious already, so that nothing is looked up for the rest.</remarks>
internal sealed class LoopCode
{
    private static readonly HashSet<string> s_calls = ["Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "WebSocket", "Depends"];

    private readonly Compilation _compilation;
    private readonly Lazy<HashSet<ISymbol>> _named;
    private readonly Lazy<HashSet<ISymbol>> _singletons;
    private readonly ConcurrentDictionary<ISymbol, bool> _methods = new(SymbolEqualityComparer.Default);

    internal LoopCode(Compilation compilation)
    {
        _compilation = compilation;
        _named = new Lazy<HashSet<ISymbol>>(Named);
        _singletons = new Lazy<HashSet<ISymbol>>(Singletons);
    }

    /// <summary>Whether the operation runs on a loop.</summary>
    internal bool IsOnLoop(IOperation operation, ISymbol containing) => Find(operation, containing, handlersOnly: false) is not null;

    /// <summary>The syntax of the handler, dependency or validator around the operation; null outside of one.</summary>
    internal SyntaxNode? Handler(IOperation operation, ISymbol containing) => Find(operation, containing, handlersOnly: true);

    /// <summary>Whether the type is made once for the app, by a dependency of the app's scope.</summary>
    internal bool IsSingleton(INamedTypeSymbol type) => _singletons.Value.Contains(type.OriginalDefinition);

    private SyntaxNode? Find(IOperation operation, ISymbol containing, bool handlersOnly)
    {
        for (var each = operation.Parent; each is not null; each = each.Parent)
        {
            if (each is ILocalFunctionOperation local && IsLoopMethod(local.Symbol, handlersOnly, local.Syntax))
                return local.Syntax;
            if (each is not IAnonymousFunctionOperation function)
                continue;
            var (target, parameter) = Taker(function);
            if (target is null)
                continue;
            var type = target.ContainingType;
            if (type.Is("Rondo.Api.RouteExtensions"))
                return parameter?.Type.SpecialType == SpecialType.System_Delegate || parameter?.Type.Is("System.Delegate") == true
                    ? function.Syntax : null;
            if (type.Is("Rondo.Offload") || type.Is("Rondo.ProcessPool") || LeavesTheLoop(target))
                return null;
            if (!handlersOnly && IsOfTheRuntime(type) && target.Name is not "OnError")
                return function.Syntax;
        }

        for (var method = containing as IMethodSymbol; method is not null; method = method.ContainingSymbol as IMethodSymbol)
        {
            if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax && IsLoopMethod(method, handlersOnly, syntax))
                return syntax;
        }

        return null;
    }

    /// <summary>Work for other threads, whatever it is.</summary>
    internal static bool LeavesTheLoop(IMethodSymbol method) => (method.ContainingType.ToDisplayString(), method.Name) is
        ("System.Threading.Tasks.Task", "Run") or ("System.Threading.Tasks.TaskFactory", "StartNew")
        or ("System.Threading.Thread", ".ctor") or ("System.Threading.ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem")
        or ("System.Threading.Tasks.Parallel", "For" or "ForEach" or "Invoke") or ("System.Threading.Timer", ".ctor");

    private bool IsLoopMethod(IMethodSymbol method, bool handlersOnly, SyntaxNode syntax)
    {
        if (_named.Value.Contains(method.OriginalDefinition) || method.GetAttributes().Any(static attribute =>
            attribute.AttributeClass is { } type
            && (type.IsOrDerivesFrom("Rondo.Api.RouteAttribute") || type.Is("Rondo.Api.DependencyAttribute")
                || type.Is("Rondo.Api.ValidatorAttribute"))))
            return true;
        // Main is async in many programs, and is no loop's.
        return !handlersOnly && method.IsAsync && method.Name is not ("Main" or "<Main>$")
            && _methods.GetOrAdd(method, _ => UsesTheRuntime(syntax));
    }

    private bool UsesTheRuntime(SyntaxNode syntax)
    {
        var model = Model(syntax.SyntaxTree);
        // A call that moves to a loop comes from elsewhere.
        return syntax.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => model.GetSymbolInfo(name).Symbol is { ContainingType: { } type }
                and (IMethodSymbol or IPropertySymbol { Name: "Current" })
            && IsOfTheRuntime(type) && type.Name is not "EventLoopGroup"
            && name.Identifier.ValueText is not ("Run" or "InvokeAsync" or "Post" or "RunOnLoop" or "OrCancel"));
    }

    private static bool IsOfTheRuntime(INamedTypeSymbol? type) =>
        type?.ContainingNamespace?.ToDisplayString() is "Rondo" or "Rondo.Sync" or "Rondo.IO";

    /// <summary>The method that the lambda is an argument of.</summary>
    private static (IMethodSymbol? Target, IParameterSymbol? Parameter) Taker(IOperation function)
    {
        var argument = function.Parent;
        while (argument is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            argument = argument.Parent;
        return (argument as IArgumentOperation)?.Parent switch
        {
            IInvocationOperation call => (call.TargetMethod.ReducedFrom ?? call.TargetMethod, ((IArgumentOperation)argument!).Parameter),
            IObjectCreationOperation { Constructor: { } constructor } => (constructor, ((IArgumentOperation)argument!).Parameter),
            _ => default,
        };
    }

    /// <summary>The methods that are handlers because a call names them.</summary>
    private HashSet<ISymbol> Named()
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var tree in _compilation.SyntaxTrees)
        {
            SemanticModel? model = null;
            foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (call.Expression is not MemberAccessExpressionSyntax access || !s_calls.Contains(access.Name.Identifier.ValueText))
                    continue;
                foreach (var argument in call.ArgumentList.Arguments)
                {
                    if (argument.Expression is not (SimpleNameSyntax or MemberAccessExpressionSyntax))
                        continue;
                    model ??= Model(tree);
                    var info = model.GetSymbolInfo(argument.Expression);
                    if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is IMethodSymbol method
                        && model.GetSymbolInfo(call).Symbol is IMethodSymbol target
                        && (target.ReducedFrom ?? target).ContainingType.Is("Rondo.Api.RouteExtensions"))
                        found.Add(method.OriginalDefinition);
                }
            }
        }

        return found;
    }

    private HashSet<ISymbol> Singletons()
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var tree in _compilation.SyntaxTrees)
        {
            foreach (var method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            {
                if (!method.AttributeLists.SelectMany(static list => list.Attributes)
                    .Any(static attribute => attribute.Name.ToString().Contains("Dependency")
                        && attribute.ArgumentList?.ToString().Contains("App") == true))
                    continue;
                if (Model(tree).GetDeclaredSymbol(method) is not IMethodSymbol symbol
                    || symbol.Attribute("Rondo.Api.DependencyAttribute")?.ConstructorArguments.FirstOrDefault().Value is not 4)
                    continue;
                var type = symbol.ReturnType;
                if (type is INamedTypeSymbol { TypeArguments.Length: 1 } wrapped
                    && wrapped.OriginalDefinition.ToDisplayString() is "System.Threading.Tasks.Task<TResult>"
                    or "System.Threading.Tasks.ValueTask<TResult>" or "System.Collections.Generic.IAsyncEnumerable<T>")
                    type = ((INamedTypeSymbol)type).TypeArguments[0];
                found.Add(type.OriginalDefinition);
            }
        }

        return found;
    }

#pragma warning disable RS1030 // of the trees where handlers are named and dependencies made, which are rarely those of the operation
    private SemanticModel Model(SyntaxTree tree) => _compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
}
