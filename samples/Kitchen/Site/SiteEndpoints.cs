using System.Globalization;
using System.Text;

namespace Kitchen.Site;

/// <summary>A small site to crawl: a tree of pages that also link back, to each other, and away.</summary>
internal static class SiteEndpoints
{
    private const int Pages = 200;

    internal static void MapSite(this RondoApp app) => app.Group("", "Site").Include(typeof(SiteEndpoints));

    /// <summary>The rules for crawlers.</summary>
    [Get("/robots.txt")]
    internal static string Robots() => "User-agent: *\nDisallow: /site/private/\n";

    /// <summary>The first page.</summary>
    [Get("/site/")]
    internal static Html First() => Write(1);

    /// <summary>A page.</summary>
    [Get("/site/{page}")]
    internal static Html Show(int page) => page is > 1 and <= Pages ? Write(page) : throw new NotFound($"There is no page {page}.");

    /// <summary>A page that robots.txt excludes.</summary>
    [Get("/site/private/{page}")]
    internal static Html ShowPrivate(int page) => new($"<!doctype html><title>Private {page}</title><a href=\"/site/\">Home</a>");

    private static Html Write(int page)
    {
        var html = new StringBuilder(
            $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Page {page}</title><h1>Page {page} of {Pages}</h1><ul>");
        foreach (var link in Links(page))
            html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{link}\">{link}</a>");
        return new Html(html.Append("</ul></html>").ToString());
    }

    private static string Address(int page) => page == 1 ? "/site/" : $"/site/{page}";

    private static IEnumerable<string> Links(int page)
    {
        foreach (var child in new[] { page * 2, (page * 2) + 1 }.Where(static child => child <= Pages))
            yield return Address(child);
        yield return $"{Address(Math.Max(1, page - 1))}#end"; // the same page under another address
        yield return $"/site/..{Address(Math.Max(1, page / 2))}";
        yield return $"/site/private/{page}";
        yield return "mailto:cook@kitchen.example";
        yield return "https://elsewhere.example/";
    }
}
