using System.Net;
using System.Reflection;
using System.Xml.Linq;

namespace Rondo.Site.Reference;

/// <summary>The XML docs of the assemblies, as HTML.</summary>
internal sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;
    private readonly Dictionary<string, (string File, string Title, HashSet<string> Anchors)> _pages;

    internal XmlDocs(IEnumerable<Assembly> assemblies, IEnumerable<Type> types)
    {
        _members = assemblies.SelectMany(
            static assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, "xml"), LoadOptions.PreserveWhitespace)
            .Descendants("member"))
            .GroupBy(static member => (string)member.Attribute("name")!)
            .ToDictionary(static group => group.Key, static group => group.First());
        _pages = types.ToDictionary(DocIds.Name, static type => (TypePage.FileName(type), TypeNames.Title(type), TypePage.Anchors(type)));
    }

    /// <summary>The element of a member, with that of an interface or base class behind <c>inheritdoc</c>.</summary>
    internal XElement? Find(string id) =>
        _members.GetValueOrDefault(id) is not { } member ? null
        : (string?)member.Element("inheritdoc")?.Attribute("cref") is { } other && other != id ? Find(other)
        : member;

    internal string Summary(string id, string page) => Inline(Find(id)?.Element("summary"), page);

    /// <summary>Renders the content of an element; links are relative to the folder of the reference.</summary>
    internal string Inline(XElement? element, string page) =>
        element is null ? "" : string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => WebUtility.HtmlEncode(text.Value),
        XElement child => Element(child, page),
        _ => "",
    })).Trim();

    private string Element(XElement element, string page) => element.Name.LocalName switch
    {
        "see" or "seealso" => See(element, page),
        "paramref" or "typeparamref" => $"<code>{(string?)element.Attribute("name")}</code>",
        "c" => $"<code>{WebUtility.HtmlEncode(element.Value)}</code>",
        "code" => $"<pre class=\"code\" tabindex=\"0\"><code>{Rendering.Highlighter.ToHtml(Trim(element.Value), "csharp")}</code></pre>",
        "para" => $"<p>{Inline(element, page)}</p>",
        "list" => "<ul>"
            + string.Concat(element.Elements("item").Select(item => $"<li>{Inline(item.Element("description") ?? item, page)}</li>"))
            + "</ul>",
        "b" or "i" or "em" or "strong" => $"<{element.Name.LocalName}>{Inline(element, page)}</{element.Name.LocalName}>",
        _ => Inline(element, page),
    };

    private string See(XElement element, string page)
    {
        if ((string?)element.Attribute("langword") is { } word)
            return $"<code>{word}</code>";
        if ((string?)element.Attribute("href") is { } address)
            return $"<a href=\"{WebUtility.HtmlEncode(address)}\">"
                + $"{(element.Value.Length > 0 ? WebUtility.HtmlEncode(element.Value) : WebUtility.HtmlEncode(address))}</a>";
        var cref = (string?)element.Attribute("cref") ?? "";
        var id = cref.Length > 2 ? cref[2..].Split('(')[0] : "";
        if (cref.StartsWith("T:", StringComparison.Ordinal))
            return _pages.TryGetValue(id, out var type) ? Link(type.File, element, type.Title)
                : Code(element, id.Split('.')[^1].Split('`')[0]);
        var at = id.LastIndexOf('.');
        if (at < 0)
            return Code(element, id);
        var member = id[(at + 1)..].Split('`')[0];
        if (!_pages.TryGetValue(id[..at], out var owner))
            return Code(element, $"{id[..at].Split('.')[^1].Split('`')[0]}.{member}");
        var anchor = TypePage.Anchor(member);
        return Link(
            owner.Anchors.Contains(anchor) ? $"{owner.File}#{anchor}" : owner.File, element,
            member == "#ctor" ? $"new {owner.Title}" : owner.File == page ? member : $"{owner.Title}.{member}");
    }

    private static string Link(string file, XElement element, string text) => $"<a href=\"{file}\">{Code(element, text)}</a>";

    private static string Code(XElement element, string text) =>
        $"<code>{WebUtility.HtmlEncode(element.Value.Length > 0 ? element.Value : text)}</code>";

    private static string Trim(string code)
    {
        var lines = code.Trim('\n', '\r').TrimEnd().Split('\n');
        var indent = lines.Where(static line => line.Trim().Length > 0)
            .Select(static line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : line.Trim()));
    }
}
