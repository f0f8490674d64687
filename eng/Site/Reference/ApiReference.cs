using System.Net;
using System.Reflection;
using Rondo.Site.Pages;

namespace Rondo.Site.Reference;

/// <summary>The pages of all public types, one each, and an entrance that lists them by namespace.</summary>
internal static class ApiReference
{
    /// <summary>The shipped assemblies.</summary>
    internal static Assembly[] Assemblies { get; } =
        [.. Directory.GetFiles(AppContext.BaseDirectory, "Rondo*.dll")
            .Where(static path => File.Exists(Path.ChangeExtension(path, "xml"))).Order(StringComparer.Ordinal).Select(Assembly.LoadFrom)];

    /// <summary>The public types that have a page.</summary>
    internal static IEnumerable<Type> Types() => Assemblies.SelectMany(static assembly => assembly.GetExportedTypes())
        .Where(static type => type.Namespace?.StartsWith("Rondo", StringComparison.Ordinal) == true && !Hidden.Is(type))
        .OrderBy(static type => type.Namespace, StringComparer.Ordinal)
        .ThenBy(static type => TypeNames.Title(type), StringComparer.Ordinal);

    /// <summary>Reads the assemblies and their XML docs.</summary>
    internal static Section Read()
    {
        var types = Types().ToArray();
        var docs = new XmlDocs(Assemblies, types);
        return new("API", [Entrance(types, docs), .. types.Select(type => TypePage.Render(type, docs))]);
    }

    private static Page Entrance(IEnumerable<Type> types, XmlDocs docs)
    {
        var groups = types.GroupBy(static type => type.Namespace!).Select(group =>
            $"<h2 id=\"{group.Key.ToLowerInvariant()}\">{group.Key}</h2><div class=\"table\"><table><tbody>"
            + string.Concat(
                group.Select(
                    type => $"<tr><td><a href=\"{TypePage.FileName(type)}\">"
                        + $"{WebUtility.HtmlEncode(TypeNames.Title(type))}</a></td><td>{docs.Summary(DocIds.Of(type), "")}</td></tr>"))
            + "</tbody></table></div>");
        return new("api/index.html", "API reference",
            "<h1>API reference</h1><p>All public types, by namespace.</p>" + string.Concat(groups));
    }
}
