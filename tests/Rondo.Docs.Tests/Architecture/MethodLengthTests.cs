using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Rondo.Docs.Tests.Architecture;

/// <summary>The length of methods in src: a method, constructor, property or local function, from its first line to its last.</summary>
public class MethodLengthTests
{
    private const int Longest = 60;

    [Fact]
    public void No_method_is_longer_than_the_limit()
    {
        var found = Repository.Sources("src").SelectMany(static path => CSharpSyntaxTree.ParseText(Repository.Read(path)).GetRoot().DescendantNodes()
            .Where(static node => node is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or LocalFunctionStatementSyntax)
            .Where(static node => Lines(node) > Longest)
            .Select(node => $"{Path.GetFileNameWithoutExtension(path)}.{Name(node)}"));

        Assert.Empty(found);
    }

    private static int Lines(Microsoft.CodeAnalysis.SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string Name(Microsoft.CodeAnalysis.SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => node.GetType().Name,
    };
}
