using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>Documentation comments, whether or not the compiler was asked to read them.</summary>
internal static class Documentation
{
    internal static DocumentationModel Of(SyntaxNode? node)
    {
        if (node is null)
            return DocumentationModel.None;
        var lines = node.GetLeadingTrivia().ToFullString().Split('\n').Select(static line => line.Trim())
            .Where(static line => line.StartsWith("///", StringComparison.Ordinal)).Select(static line => line.Substring(3)).ToList();
        if (lines.Count == 0)
            return DocumentationModel.None;
        XElement root;
        try
        {
            root = XElement.Parse("<doc>" + string.Join("\n", lines) + "</doc>");
        }
        catch (System.Xml.XmlException)
        {
            return DocumentationModel.None; // the compiler says so where it is asked to
        }

        return Of(root);
    }

    private static DocumentationModel Of(XElement root) => new(
            Text(root.Element("summary")),
            Text(root.Element("remarks")),
            Text(root.Element("returns")),
            root.Elements("param").Where(static each => each.Attribute("name") is not null)
            .Select(static each => new NamedText(each.Attribute("name")!.Value, Text(each) ?? "")).ToEquatable());

    internal static DocumentationModel Of(ISymbol symbol) => symbol.DeclaringSyntaxReferences.FirstOrDefault() is { } source
        ? Of(source.GetSyntax())
        : Of(symbol.GetDocumentationCommentXml()); // of another assembly, if its XML file lies beside it

    private static DocumentationModel Of(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml))
            return DocumentationModel.None;
        try
        {
            return Of(XElement.Parse(xml!));
        }
        catch (System.Xml.XmlException)
        {
            return DocumentationModel.None;
        }
    }

    internal static string? Parameter(this DocumentationModel documentation, string name) =>
        documentation.Parameters.FirstOrDefault(each => each.Name == name)?.Text;

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var text = string.Concat(element.DescendantNodes().Select(static node => node switch
        {
            XText plain => plain.Value,
            XElement { IsEmpty: true } reference =>
                (reference.Attribute("cref")?.Value ?? reference.Attribute("langword")?.Value
                    ?? reference.Attribute("name")?.Value ?? "").Split('.', ':').Last(),
            _ => "",
        }));
        text = Regex.Replace(text, @"\s+", " ").Trim();
        return text.Length == 0 ? null : text;
    }
}
