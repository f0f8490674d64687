using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using Rondo.Site.Pages;
using Rondo.Site.Rendering;

namespace Rondo.Site.Reference;

/// <summary>The page of a public type: its declaration, its docs, and all of its members.</summary>
internal static class TypePage
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] s_kinds = ["Constructors", "Properties", "Methods", "Events", "Fields"];

    private static readonly HashSet<string> s_ofRecords =
        ["Equals", "GetHashCode", "ToString", "op_Equality", "op_Inequality", "Deconstruct", "PrintMembers",
            "EqualityContract", "<Clone>$"];

    internal static string FileName(Type type) => DocIds.Name(type).Replace('`', '-').ToLowerInvariant() + ".html";

    /// <summary>The anchors of the members on the page of a type.</summary>
    internal static HashSet<string> Anchors(Type type) => [.. Members(type).Select(AnchorOf)];

    internal static string Anchor(string member) => member.TrimStart('#').ToLowerInvariant();

    internal static Page Render(Type type, XmlDocs docs)
    {
        var file = FileName(type);
        var title = TypeNames.Title(type);
        var html = new StringBuilder($"<h1>{WebUtility.HtmlEncode(title)}</h1>\n");
        html.Append(
            $"<p class=\"kind\">Namespace <a href=\"index.html#{type.Namespace!.ToLowerInvariant()}\">"
                + $"{type.Namespace}</a>, package {type.Assembly.GetName().Name}</p>\n");
        html.Append(Code(Signatures.Of(type)));
        Describe(html, docs.Find(DocIds.Of(type)), docs, file);
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in Members(type).GroupBy(Kind).OrderBy(static group => Array.IndexOf(s_kinds, group.Key)))
        {
            html.Append($"<h2 id=\"{kind.Key.ToLowerInvariant()}-of-type\">{(type.IsEnum ? "Values" : kind.Key)}</h2>\n");
            foreach (var member in kind.OrderBy(static each => Order(each)).ThenBy(static each => each.Name, StringComparer.Ordinal))
            {
                var name = member is ConstructorInfo ? TypeNames.Bare(type) : TypeNames.Bare(member);
                var anchor = AnchorOf(member);
                html.Append(
                    $"<section class=\"member\"><h3{(anchors.Add(anchor) ? $" id=\"{anchor}\"" : "")}>"
                        + $"{WebUtility.HtmlEncode(name)}</h3>\n{Code(Signatures.Of(member))}");
                Describe(html, docs.Find(DocIds.Of(member)), docs, file);
                html.Append("</section>\n");
            }
        }

        return new($"api/{file}", title, html.ToString(), type.Namespace);

        // The values of an enum keep the order of their declaration.
        static int Order(MemberInfo member) => member.DeclaringType!.IsEnum ? member.MetadataToken : 0;
    }

    private static string AnchorOf(MemberInfo member) => Anchor(member is ConstructorInfo ? "ctor" : TypeNames.Bare(member));

    private static void Describe(StringBuilder html, XElement? element, XmlDocs docs, string file)
    {
        if (element is null)
            return;
        Paragraph(element.Element("summary"));
        Paragraph(element.Element("remarks"));
        List("Type parameters", "typeparam", "name");
        List("Parameters", "param", "name");
        Item("Returns", element.Element("returns"));
        Item("Value", element.Element("value"));
        List("Exceptions", "exception", "cref");
        Paragraph(element.Element("example"));

        void Paragraph(XElement? part) => html.Append(part is null ? "" : $"<p>{docs.Inline(part, file)}</p>\n");

        void Item(string label, XElement? part) =>
            html.Append(part is null ? "" : $"<dl><dt>{label}</dt><dd>{docs.Inline(part, file)}</dd></dl>\n");

        void List(string label, string name, string attribute)
        {
            var parts = element.Elements(name).ToArray();
            if (parts.Length > 0)
                html.Append($"<dl><dt>{label}</dt>{string.Concat(parts.Select(Item))}</dl>\n");

            string Item(XElement part)
            {
                var term = WebUtility.HtmlEncode(Short((string?)part.Attribute(attribute) ?? ""));
                return $"<dd><code>{term}</code>: {docs.Inline(part, file)}</dd>";
            }
        }
    }

    private static string Short(string name) => name.StartsWith("T:", StringComparison.Ordinal) ? name.Split('.')[^1].Split('`')[0] : name;

    private static string Code(string declaration) =>
        $"<pre class=\"code\" tabindex=\"0\"><code>{Highlighter.ToHtml(declaration, "csharp")}</code></pre>\n";

    private static IEnumerable<MemberInfo> Members(Type type) =>
        typeof(Delegate).IsAssignableFrom(type) ? [] : type.GetMembers(Declared).Where(member => member switch
    {
        _ when Hidden.Is(member)
            || member.GetCustomAttribute<CompilerGeneratedAttribute>() is not null && member is not PropertyInfo => false,
        ConstructorInfo constructor => constructor.IsPublic,
        MethodInfo method => (method.IsPublic || method.IsFamily)
            && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !s_ofRecords.Contains(method.Name),
        PropertyInfo property => (property.GetMethod ?? property.SetMethod) is { IsPublic: true } && !s_ofRecords.Contains(property.Name),
        EventInfo @event => @event.AddMethod!.IsPublic,
        FieldInfo field => field.IsPublic && !field.IsSpecialName,
        _ => false,
    });

    private static string Kind(MemberInfo member) => member switch
    {
        ConstructorInfo => s_kinds[0],
        PropertyInfo => s_kinds[1],
        MethodInfo => s_kinds[2],
        EventInfo => s_kinds[3],
        _ => s_kinds[4],
    };
}
