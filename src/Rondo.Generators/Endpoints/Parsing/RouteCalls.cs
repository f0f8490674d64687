using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>The syntax of calls that take a handler.</summary>
internal static class RouteCalls
{
    /// <summary>
    /// The names of methods with <c>[BindsHandler]</c>: without them every call would have to be looked up at every keystroke.
    /// </summary>
    private static readonly HashSet<string> s_binding = ["Job", "Schedule", "OnStart", "AddBackground"];

    /// <summary>By its looks alone: cheap, since it is asked for every node at every keystroke.</summary>
    internal static bool LooksLikeCall(SyntaxNode node, CancellationToken cancellation) =>
        node is InvocationExpressionSyntax { ArgumentList.Arguments.Count: >= 1 and var count } call && NameOf(call) is { } name
            && ((count <= 3 && RouteMethod.ByName.ContainsKey(name.Identifier.ValueText)) || s_binding.Contains(name.Identifier.ValueText));

    internal static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name, // app?.Get
        _ => null,
    };

    /// <summary>The expression without parentheses, and without the <c>!</c> that says it is not null.</summary>
    internal static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                    expression = sure.Operand;
                    break;
                default:
                    return expression;
            }
        }
    }

    /// <summary>The argument of a parameter, by name or by place.</summary>
    internal static ExpressionSyntax? Argument(InvocationExpressionSyntax call, IMethodSymbol target, string name)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.FirstOrDefault(each => each.NameColon?.Name.Identifier.ValueText == name) is { } named)
            return named.Expression;
        var place = target.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Ordinal ?? -1;
        return place >= 0 && place < arguments.Count && arguments[place].NameColon is null ? arguments[place].Expression : null;
    }

    /// <summary>
    /// The variable that the call is made on: its name and where it is declared, since two blocks may each have a <c>group</c>.
    /// </summary>
    internal static string Receiver(
        InvocationExpressionSyntax call, IMethodSymbol target, SemanticModel model, CancellationToken cancellation)
    {
        var on = target.ReducedFrom is null ? Argument(call, target, target.Parameters[0].Name)
            : call.Expression is MemberAccessExpressionSyntax access ? access.Expression
            : call.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression;
        if (on is null || model.GetSymbolInfo(Bare(on), cancellation).Symbol
            is not ({ } symbol and (ILocalSymbol or IParameterSymbol or IFieldSymbol)))
            return "";
        var declared = symbol.Locations.FirstOrDefault();
        return $"{symbol.Name}@{declared?.SourceTree?.FilePath}:{declared?.SourceSpan.Start}";
    }

    /// <summary>The ways of ifs and switches that lead to the call: calls on different ways of one do not collide.</summary>
    internal static EquatableArray<NamedText> Branches(SyntaxNode call)
    {
        var branches = new List<NamedText>();
        for (var node = call; node.Parent is { } parent; node = parent)
        {
            if (parent is IfStatementSyntax or ElseClauseSyntax or SwitchSectionSyntax or ConditionalExpressionSyntax
                or SwitchExpressionArmSyntax)
            {
                var fork = parent is ElseClauseSyntax or SwitchSectionSyntax or SwitchExpressionArmSyntax ? parent.Parent! : parent;
                if (node != (fork as IfStatementSyntax)?.Condition && node is not ElseClauseSyntax)
                    branches.Add(new NamedText(fork.SpanStart.ToString(), node.SpanStart.ToString()));
            }
        }

        return branches.ToEquatable();
    }
}
