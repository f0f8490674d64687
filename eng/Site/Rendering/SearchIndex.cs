using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rondo.Site.Pages;

namespace Rondo.Site.Rendering;

/// <summary>The texts of all pages for the search in the browser: a script that sets one variable, which works from a disk too.</summary>
internal static partial class SearchIndex
{
    private const int LongestText = 6000;

    internal static string Write(IEnumerable<Section> sections)
    {
        var entries = sections.SelectMany(
            static section => section.Pages.Select(page => new { s = section.Title, t = page.Title, u = page.Path, x = Text(page.Html) }));
        return $"window.searchIndex = {JsonSerializer.Serialize(entries)};\n";
    }

    private static string Text(string html)
    {
        var text = Spaces().Replace(WebUtility.HtmlDecode(Tag().Replace(html, " ")), " ").Trim();
        return text.Length <= LongestText ? text : text[..LongestText];
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
