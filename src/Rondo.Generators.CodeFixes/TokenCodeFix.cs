using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Rondo.Generators.CodeFixes;

/// <summary>Passes the ambient token to a call that could take one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class TokenCodeFix : CodeFixProvider
{
    private const string Title = "Pass CancelScope.CurrentToken";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["RONDO0108"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(TokenAnalyzer.Argument, out var name)
                || root!.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax call)
                continue;
            var isKnown = !model!.LookupNamespacesAndTypes(call.SpanStart, name: "CancelScope").IsEmpty;
            var token = Argument(ParseExpression(isKnown ? "CancelScope.CurrentToken" : "Rondo.CancelScope.CurrentToken"));
            if (name is { Length: > 0 })
                token = token.WithNameColon(NameColon(IdentifierName(name)).WithTrailingTrivia(Space));
            var arguments = call.ArgumentList.Arguments;
            if (arguments.Count > 0)
                token = token.WithLeadingTrivia(Space);
            var passed = call.WithArgumentList(call.ArgumentList.WithArguments(arguments.Add(token)));
            context.RegisterCodeFix(
                CodeAction.Create(
                    Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(call, passed))), equivalenceKey: Title),
                    diagnostic);
        }
    }
}
