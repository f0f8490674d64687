using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>Where a call of <c>app.Get(…)</c> and its like stands, in terms that an edit of a handler's body leaves alone.</summary>
/// <param name="Name">
/// The method and the pattern as written, hashed, and the call's number among those of its file that have the same. A name made
/// of the position or of the file's checksum
/// would rename generated classes at every edit, and Hot Reload cannot rename a class.
/// </param>
/// <param name="SetUp">A hash of the code around the call, which runs when the app starts and never again: without trivia, and
/// without the functions inside.</param>
internal sealed record CallSite(string Name, uint SetUp)
{
    private static readonly ConditionalWeakTable<SyntaxTree, Dictionary<SyntaxNode, CallSite>> s_known = new();

    internal static CallSite Of(InvocationExpressionSyntax call, CancellationToken cancellation)
    {
        if (!s_known.TryGetValue(call.SyntaxTree, out var sites))
            sites = s_known.GetValue(call.SyntaxTree, tree => InTree(tree.GetRoot(cancellation), cancellation));
        return sites[call];
    }

    private static Dictionary<SyntaxNode, CallSite> InTree(SyntaxNode root, CancellationToken cancellation)
    {
        var functions = new Dictionary<SyntaxNode, uint>();
        uint SetUpOf(SyntaxNode function)
        {
            if (!functions.TryGetValue(function, out var hash))
                functions[function] = hash =
                    Symbols.Hash(string.Join(" ", function.DescendantTokens(node => node == function || !IsApart(node))));
            return hash;
        }

        return root.DescendantNodes().Where(node => RouteCalls.LooksLikeCall(node, cancellation)).Cast<InvocationExpressionSyntax>()
            .GroupBy(static call => Symbols.Hash(Written(call)))
            .SelectMany(
                same => same.Select(
                    (call, number) =>
                    (Call: call, Site: new CallSite($"{same.Key:x8}_{number}", SetUpOf(call.Ancestors().FirstOrDefault(IsApart) ?? root)))))
            .ToDictionary(static each => (SyntaxNode)each.Call, static each => each.Site);
    }

    /// <summary>Whether the node's code does not run where it stands: functions, and types beside top-level statements.</summary>
    private static bool IsApart(SyntaxNode node) =>
        node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
        or (MemberDeclarationSyntax and not GlobalStatementSyntax);

    /// <summary>The method and its arguments but for the handler, whose body may be edited.</summary>
    private static string Written(InvocationExpressionSyntax call) => string.Join(",", call.ArgumentList.Arguments
        .Where(static argument => !argument.DescendantNodes().OfType<AnonymousFunctionExpressionSyntax>().Any())
        .Select(static argument => argument.ToString())
        .Prepend(RouteCalls.NameOf(call)!.Identifier.ValueText));
}
