using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Rondo.Generators.CodeFixes;

/// <summary>Says where a parameter comes from, for those that the generator cannot bind: from the services, or member by member.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class FromServicesCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["RONDO0004", "RONDO0005"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root!.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter)
                continue;
            foreach (var (attribute,
                title) in new[] { ("Microsoft.AspNetCore.Mvc.FromServices", "Take it from the services"),
                ("Microsoft.AspNetCore.Http.AsParameters", "Take its members as parameters") })
                context.RegisterCodeFix(
                    CodeAction.Create(
                        title, _ => Task.FromResult(Apply(context.Document, root, parameter, attribute)), equivalenceKey: attribute),
                        diagnostic);
        }
    }

    private static Document Apply(Document document, SyntaxNode root, ParameterSyntax parameter, string attribute)
    {
        // [FromBody] and its like would contradict it.
        var list = AttributeList(SingletonSeparatedList(Attribute(ParseName(attribute)))).WithTrailingTrivia(Space)
            .WithLeadingTrivia(parameter.GetLeadingTrivia());
        var marked = parameter.WithAttributeLists(SingletonList(list)).WithModifiers(parameter.Modifiers);
        if (parameter.AttributeLists.Count == 0)
            marked = parameter.WithLeadingTrivia().WithAttributeLists(SingletonList(list));
        return document.WithSyntaxRoot(root.ReplaceNode(parameter, marked.WithAdditionalAnnotations(Formatter.Annotation)));
    }
}
