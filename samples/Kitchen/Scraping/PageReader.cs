using AngleSharp.Html.Parser;

namespace Kitchen.Scraping;

/// <summary>Reads title and links of a page. It computes, so that it is called on a worker thread.</summary>
internal static class PageReader
{
    internal static (string? Title, IReadOnlyList<Uri> Links) Read(string html, Uri address)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var start = document.QuerySelector("base[href]")?.GetAttribute("href") is { } text && Uri.TryCreate(address, text, out var given) ? given : address;
        var links = new List<Uri>();
        var seen = new HashSet<Uri>();
        foreach (var anchor in document.QuerySelectorAll("a[href]:not([rel~=nofollow])"))
        {
            if (Uri.TryCreate(start, anchor.GetAttribute("href"), out var link) && link.Scheme is "http" or "https" && seen.Add(link = Canonical(link)))
                links.Add(link);
        }

        return (document.Title is { Length: > 0 } title ? title.Trim() : null, links);
    }

    /// <summary>Returns the address without its fragment: of those that differ in nothing else, one is visited.</summary>
    internal static Uri Canonical(Uri address) => new(address.GetLeftPart(UriPartial.Query));
}
