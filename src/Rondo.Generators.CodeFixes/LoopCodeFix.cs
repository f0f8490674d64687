using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Rondo.Generators.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Rondo.Generators.CodeFixes;

/// <summary>Puts what awaits in the place of what blocks, the loop's clock in that of the machine's, and a parent above a task.</summary>
/// <remarks>Offered only where the code around may await, or is a handler's lambda that may become async.</remarks>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class LoopCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["RONDO0101", "RONDO0102", "RONDO0103", "RONDO0104"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(BlockingCalls.Fix, out var fix) || fix is null)
                continue;
            var node = root!.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node is ExpressionStatementSyntax statement)
                node = statement.Expression;
            if (node is not ExpressionSyntax expression
                || Replacement(expression, fix, model!, context.CancellationToken) is not var (replacement, awaits, title))
                continue;
            var function = expression.FirstAncestorOrSelf<SyntaxNode>(
                static each => each is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax);
            if (awaits && !MayAwait(expression, function, model!, context.CancellationToken))
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    title, _ => Task.FromResult(Apply(context.Document, root, expression, replacement, awaits ? function : null)),
                    equivalenceKey: fix), diagnostic);
        }
    }

    private static Document Apply(
        Document document, SyntaxNode root, ExpressionSyntax expression, ExpressionSyntax replacement, SyntaxNode? function)
    {
        replacement = replacement.WithTriviaFrom(expression).WithAdditionalAnnotations(Formatter.Annotation);
        if (function is not AnonymousFunctionExpressionSyntax lambda || lambda.AsyncKeyword.RawKind != 0)
            return document.WithSyntaxRoot(root.ReplaceNode(expression, replacement));
        var asynchronous = lambda.ReplaceNode(expression, replacement);
        var first = asynchronous.GetFirstToken();
        var leading = first.LeadingTrivia;
        asynchronous = asynchronous.ReplaceToken(first, first.WithLeadingTrivia());
        asynchronous = asynchronous switch
        {
            ParenthesizedLambdaExpressionSyntax parenthesized =>
                parenthesized.WithAsyncKeyword(Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space)),
            SimpleLambdaExpressionSyntax simple => simple.WithAsyncKeyword(Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space)),
            AnonymousMethodExpressionSyntax method => method.WithAsyncKeyword(Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space)),
            _ => asynchronous,
        };
        return document.WithSyntaxRoot(root.ReplaceNode(lambda, asynchronous.WithLeadingTrivia(leading)));
    }

    private static bool MayAwait(ExpressionSyntax expression, SyntaxNode? function, SemanticModel model, CancellationToken cancellation)
    {
        if (expression.Ancestors().TakeWhile(each => each != function).Any(static each => each is LockStatementSyntax))
            return false;
        return function switch
        {
            AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: not 0 } => true,
            // A handler's own: its delegate is of whatever type it is.
            ParenthesizedLambdaExpressionSyntax { ReturnType: null }
                or AnonymousMethodExpressionSyntax =>
                model.GetTypeInfo(function, cancellation).ConvertedType?.ToDisplayString() == "System.Delegate"
                && model.GetSymbolInfo(function, cancellation).Symbol is IMethodSymbol { ReturnType: var returned }
                && !returned.Name.Contains("Task"),
            MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            _ => false,
        };
    }

    private static (ExpressionSyntax Replacement, bool Awaits, string Title)? Replacement(
        ExpressionSyntax expression, string fix, SemanticModel model, CancellationToken cancellation)
    {
        if (fix[0] == '=')
            return (ParseExpression(fix.Substring(1)), false, "Ask the loop's clock");
        switch (fix)
        {
            case "await-statement":
                var started = expression is AssignmentExpressionSyntax assignment ? assignment.Right : expression;
                return (AwaitExpression(started.WithoutTrivia()), true, "Await the task");
            case "await":
                var task = expression switch
                {
                    MemberAccessExpressionSyntax result => result.Expression,
                    InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax
                        {
                            Name.Identifier.ValueText: "GetResult",
                            Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter }
                        }
                    } =>
                        awaiter.Expression,
                    InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax wait } => wait.Expression,
                    _ => null,
                };
                return task is null ? null : (Await(task, expression), true, "Await the task");
        }

        if (expression is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call)
            return null;
        switch (fix)
        {
            case "sleep":
                var given = call.ArgumentList.Arguments[0].Expression;
                var time = given.WithoutTrivia();
                if (model.GetTypeInfo(given, cancellation).Type?.SpecialType == SpecialType.System_Int32)
                {
                    var qualifier = model.LookupNamespacesAndTypes(given.SpanStart, name: "TimeSpan").IsEmpty ? "System." : "";
                    time = ParseExpression($"{qualifier}TimeSpan.FromMilliseconds({time})");
                }

                var sleep = InvocationExpression(ParseExpression("EventLoop.Sleep"), ArgumentList(SingletonSeparatedList(Argument(time))));
                return expression.Parent is AwaitExpressionSyntax || access.Name.Identifier.ValueText == "Delay"
                    ? AwaitedAlready(expression, sleep) : (AwaitExpression(sleep), true, "Sleep on the loop");
            case "offload":
                return (call.WithExpression(ParseExpression("Offload.RunAsync")), false, "Run it on a worker thread, with Offload");
            default:
                var renamed = call.WithExpression(access.WithName(access.Name.WithIdentifier(Identifier(fix)))).WithoutTrivia();
                return (Await(renamed, expression), true, $"Await {fix}");
        }
    }

    /// <summary>Task.Delay is a Task: where that is not awaited at once, no ValueTask takes its place.</summary>
    private static (ExpressionSyntax, bool, string)? AwaitedAlready(ExpressionSyntax expression, ExpressionSyntax sleep) =>
        expression.Parent is AwaitExpressionSyntax ? (sleep, false, "Sleep on the loop") : null;

    private static ExpressionSyntax Await(ExpressionSyntax task, ExpressionSyntax replaced)
    {
        var awaited = AwaitExpression(task.WithoutTrivia());
        return replaced.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
            or ConditionalAccessExpressionSyntax or InvocationExpressionSyntax or PostfixUnaryExpressionSyntax
            ? ParenthesizedExpression(awaited) : awaited;
    }
}
