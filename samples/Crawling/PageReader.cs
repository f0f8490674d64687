using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Crawling;

/// <summary>Reads the title, the canonical address and the links of a page. Computes: call it on a worker thread.</summary>
internal static class PageReader
{
    private const string Anchors = "a[href]:not([rel~=nofollow]), area[href]:not([rel~=nofollow])";

    static PageReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // pages are not all UTF-8

    internal static (string? Title, Uri? Canonical, IReadOnlyList<Uri> Links) Read(byte[] content, string? charset, Uri address)
    {
        using var document = Parse(content, charset);
        var start = Resolve(address, document.QuerySelector("base[href]")) ?? address;
        var canonical = Resolve(start, document.QuerySelector("link[rel~=canonical][href]"));
        var links = new List<Uri>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<IElement> anchors = IsClosed(document) ? [] : document.QuerySelectorAll(Anchors);
        foreach (var anchor in anchors)
        {
            if (Resolve(start, anchor) is { } link && seen.Add(link.AbsoluteUri))
                links.Add(link);
        }

        return (document.Title is { Length: > 0 } title ? title.Trim() : null, canonical, links);
    }

    /// <summary>Decodes by the response's charset. Without one the parser looks at the byte order mark and the page's own
    /// declaration.</summary>
    private static IHtmlDocument Parse(byte[] content, string? charset)
    {
        if (charset is not null)
        {
            try
            {
                return new HtmlParser().ParseDocument(Encoding.GetEncoding(charset.Trim('"')).GetString(content));
            }
            catch (ArgumentException)
            {
                // An unknown charset is as good as none.
            }
        }

        return new HtmlParser().ParseDocument(new MemoryStream(content));
    }

    /// <summary>Returns whether the page asks crawlers not to follow its links.</summary>
    private static bool IsClosed(IHtmlDocument document) => document.QuerySelectorAll("meta[name=robots i][content]")
        .SelectMany(static each => each.GetAttribute("content")!.Split(',', StringSplitOptions.TrimEntries))
        .Any(static rule => rule.ToLowerInvariant() is "nofollow" or "none");

    private static Uri? Resolve(Uri start, IElement? element) =>
        element?.GetAttribute("href") is { } text && Uri.TryCreate(start, text.Trim(), out var address) && PageAddress.IsWeb(address)
            ? PageAddress.Normalize(address)
            : null;
}
