using System.Net;
using System.Text;
using Rondo.Site.Pages;

namespace Rondo.Site.Rendering;

/// <summary>The frame of a page: header, navigation, content, previous and next.</summary>
internal static class Layout
{
    internal static string Render(Page page, IReadOnlyList<Section> sections, Page? previous, Page? next)
    {
        var section = sections.First(each => each.Pages.Contains(page));
        return $"""
            <!doctype html>
            <html lang="en" data-root="{page.ToRoot}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(page.Title)}{(page.Title == "Rondo" ? "" : " - Rondo")}</title>
            <link rel="stylesheet" href="{page.ToRoot}site.css">
            <script src="{page.ToRoot}site.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <header>
            <a class="brand" href="{page.ToRoot}index.html">Rondo</a>
            <nav class="sections" aria-label="Sections">{Tabs(page, section, sections)}</nav>
            <div class="search"><input type="search" placeholder="Search" aria-label="Search" autocomplete="off"><ol hidden></ol></div>
            </header>
            <div class="frame">
            {Side(page, section)}
            <main id="content">
            {page.Html}
            <footer>{Step(page, previous, "previous", "Previous")}{Step(page, next, "next", "Next")}</footer>
            {(page.Source is { } source ? $"<p class=\"source\"><a href=\"{RepositoryInfo.Url}/blob/main/"
                + $"{source}\">Edit this page</a></p>" : "")}
            </main>
            </div>
            </body>
            </html>

            """;
    }

    private static string Tabs(Page page, Section current, IEnumerable<Section> sections) =>
        string.Concat(sections.Skip(1).Select(section =>
        $"<a{(section == current ? " aria-current=\"true\"" : "")} href=\"{page.ToRoot}{section.Pages[0].Path}\">{section.Title}</a>"));

    private static string Side(Page page, Section section)
    {
        if (section.Pages.Count == 1)
            return "";
        var html = new StringBuilder(
            $"<details class=\"side\" open><summary>{section.Title}: all pages</summary><nav aria-label=\"{section.Title}\">");
        foreach (var group in section.Pages.GroupBy(static each => each.Group))
        {
            var isOpen = group.Key == page.Group || group.Key.Length == 0 || !section.Title.StartsWith("API", StringComparison.Ordinal);
            html.Append($"<details{(isOpen ? " open" : "")}>");
            html.Append($"<summary{(group.Key.Length == 0 ? " hidden" : "")}>{Encode(group.Key)}</summary><ul>");
            foreach (var each in group)
                html.Append(
                    $"<li><a{(each == page ? " aria-current=\"page\"" : "")} href=\"{page.ToRoot}{each.Path}\">"
                        + $"{Encode(each.Title)}</a></li>");
            html.Append("</ul></details>");
        }

        return html.Append("</nav></details>").ToString();
    }

    private static string Step(Page page, Page? other, string name, string label) =>
        other is null ? "<span></span>"
        : $"<a class=\"{name}\" rel=\"{(name == "next" ? "next" : "prev")}\" href=\"{page.ToRoot}{other.Path}\"><small>"
            + $"{label}</small>{Encode(other.Title)}</a>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
