using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>The errors of the API that a function may end with: those that its code throws or returns, and those that the
/// functions it calls declare with <c>[Throws]</c>.</summary>
internal sealed class ThrownErrors
{
    private const string ApiError = "Rondo.Api.ApiError";

    private readonly SemanticModel _semantics;
    private readonly HashSet<string> _types = [];
    private readonly SortedSet<int> _statuses = [];

    private ThrownErrors(SemanticModel semantics) => _semantics = semantics;

    /// <param name="function">The function.</param>
    /// <param name="body">Its code; null where there is none to see.</param>
    /// <param name="semantics">A model of the compilation.</param>
    internal static ErrorsModel Of(IMethodSymbol function, SyntaxNode? body, SemanticModel semantics)
    {
        // A handler may stand in another file than the call that names it, and in another project, whose code is not this compilation's.
        if (body is not null && !semantics.Compilation.ContainsSyntaxTree(body.SyntaxTree))
            body = null;
        var errors = new ThrownErrors(body is null || body.SyntaxTree == semantics.SyntaxTree ? semantics
            : semantics.Compilation.GetSemanticModel(body.SyntaxTree));
        foreach (var type in Declared(function))
            errors.Add(type);
        foreach (var node in body?.DescendantNodesAndSelf() ?? [])
            errors.Look(node);
        return new ErrorsModel(errors._types.OrderBy(static name => name, StringComparer.Ordinal)
            .ToEquatable(), errors._statuses.ToEquatable());
    }

    private void Look(SyntaxNode node)
    {
        switch (node)
        {
            case ThrowStatementSyntax { Expression: null }:
                if (node.FirstAncestorOrSelf<CatchClauseSyntax>()?.Declaration is { } caught)
                    Add(_semantics.GetTypeInfo(caught.Type).Type, node);
                break;
            case ThrowStatementSyntax { Expression: { } thrown }:
                AddAll(thrown, node);
                break;
            case ThrowExpressionSyntax thrown:
                AddAll(thrown.Expression, node);
                break;
            case ReturnStatementSyntax { Expression: { } returned }:
                AddAll(returned, null);
                break;
            case ArrowExpressionClauseSyntax arrow:
                AddAll(arrow.Expression, null);
                break;
            case LambdaExpressionSyntax { ExpressionBody: { } returned }:
                AddAll(returned, null);
                break;
            case InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                or MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax }:
                foreach (var type in _semantics.GetSymbolInfo(node).Symbol is { } called ? Declared(called) : [])
                    Add(type, node);
                break;
        }
    }

    /// <summary>The values that the expression may have.</summary>
    private void AddAll(ExpressionSyntax expression, SyntaxNode? thrownAt)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                AddAll(inner.Expression, thrownAt);
                break;
            case CastExpressionSyntax cast:
                AddAll(cast.Expression, thrownAt);
                break;
            case ConditionalExpressionSyntax choice:
                AddAll(choice.WhenTrue, thrownAt);
                AddAll(choice.WhenFalse, thrownAt);
                break;
            case SwitchExpressionSyntax choice:
                foreach (var arm in choice.Arms)
                    AddAll(arm.Expression, thrownAt);
                break;
            case BinaryExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.CoalesceExpression } choice:
                AddAll(choice.Left, thrownAt);
                AddAll(choice.Right, thrownAt);
                break;
            default:
                Add(_semantics.GetTypeInfo(expression).Type, thrownAt, expression);
                break;
        }
    }

    private void Add(ITypeSymbol? type, SyntaxNode? thrownAt = null, ExpressionSyntax? value = null)
    {
        if (type is null || !type.IsOrDerivesFrom(ApiError) || type.IsAbstract || !type.IsNameable()
            || (thrownAt is not null && IsCaught(type, thrownAt)))
            return;
        if (!type.Is("Rondo.Api.HttpError"))
            _types.Add(type.Plain());
        else if (value is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
            && _semantics.GetConstantValue(arguments[0].Expression).Value is int constant)
            _statuses.Add(constant);
    }

    /// <summary>Whether a catch around the place ends the error.</summary>
    private bool IsCaught(ITypeSymbol type, SyntaxNode at)
    {
        for (var node = at; node.Parent is { } parent
            && node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); node = parent)
        {
            if (parent is TryStatementSyntax attempt && node == attempt.Block
                && attempt.Catches.FirstOrDefault(each => Catches(each, type)) is { } clause && !Rethrows(clause))
                return true;
        }

        return false;
    }

    private bool Catches(CatchClauseSyntax clause, ITypeSymbol type) => clause.Filter is null
        && (clause.Declaration is null
            || (_semantics.GetTypeInfo(clause.Declaration.Type).Type is { } caught
                && Bases(type).Contains(caught, SymbolEqualityComparer.Default)));

    private static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
    {
        for (ITypeSymbol? each = type; each is not null; each = each.BaseType)
            yield return each;
    }

    private static bool Rethrows(CatchClauseSyntax clause) => clause.Block.DescendantNodes().OfType<ThrowStatementSyntax>().Any(thrown =>
        thrown.Expression is null ? thrown.FirstAncestorOrSelf<CatchClauseSyntax>() == clause
        : thrown.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == clause.Declaration?.Identifier.ValueText);

    /// <summary>The errors that a function, a property or a constructor declares, with what its type, its overridden method and
    /// its interfaces declare.</summary>
    private static IEnumerable<ITypeSymbol> Declared(ISymbol symbol)
    {
        symbol = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
        var sources = new List<ISymbol>();
        for (ISymbol? each = symbol; each is not null; each = (each as IMethodSymbol)?.OverriddenMethod)
            sources.Add(each);
        if (symbol is IMethodSymbol or IPropertySymbol && symbol.ContainingType is { } owner)
        {
            sources.AddRange(owner.WithBases());
            foreach (var contract in owner.AllInterfaces.Where(static contract => Mentions(contract)))
            {
                var members = contract.GetMembers(symbol.Name)
                    .Where(member => SymbolEqualityComparer.Default.Equals(owner.FindImplementationForInterfaceMember(member), symbol))
                        .ToList();
                sources.AddRange(members.Count > 0 ? members.Prepend(contract) : []);
            }
        }

        return sources.SelectMany(static source => source.OriginalDefinition.GetAttributes())
            .Where(static attribute => attribute.AttributeClass is { Name: "ThrowsAttribute", TypeArguments.Length: 1 } type
                && type.Is("Rondo.Api.ThrowsAttribute<TError>"))
            .Select(static attribute => attribute.AttributeClass!.TypeArguments[0]);
    }

    /// <summary>Whether the interface may hold attributes of the API: those of .NET hold none, and are asked for nothing.</summary>
    private static bool Mentions(INamedTypeSymbol contract) => !contract.Namespace().StartsWith("System", StringComparison.Ordinal);
}
