using Rondo.Site.Pages;
using Rondo.Site.Reference;
using Rondo.Site.Rendering;

namespace Rondo.Site;

/// <summary>Writes the site: guide, tutorial, decisions and the API reference.</summary>
internal static class SiteBuilder
{
    private static readonly string[] s_assets = ["site.css", "site.js"];

    /// <summary>Builds the site in a folder, and returns the broken links.</summary>
    internal static IReadOnlyList<string> Build(string root, string output)
    {
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        var sections = new List<Section>(MarkdownSections.Read(root)) { ApiReference.Read() };
        var pages = sections.SelectMany(static section => section.Pages).ToArray();
        for (var i = 0; i < pages.Length; i++)
        {
            var path = Path.Combine(output, pages[i].Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Layout.Render(pages[i], sections, pages.ElementAtOrDefault(i - 1), pages.ElementAtOrDefault(i + 1)));
        }

        foreach (var asset in s_assets)
            File.WriteAllText(Path.Combine(output, asset), Assets.Read(asset));
        File.WriteAllText(Path.Combine(output, "search-index.js"), SearchIndex.Write(sections));
        return LinkCheck.Run(output);
    }
}
