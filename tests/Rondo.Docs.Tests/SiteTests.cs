using System.Text.Json;
using Rondo.Site;
using Rondo.Site.Reference;

namespace Rondo.Docs.Tests;

/// <summary>The site is built from the sources: no link is broken, the search knows every page, and every public type has one.</summary>
public sealed class SiteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-site-").FullName;

    [Fact]
    public void The_site_has_no_broken_link_and_a_page_for_every_public_type()
    {
        Assert.Empty(SiteBuilder.Build(Repository.Root, _folder));
        var pages = Directory.GetFiles(_folder, "*.html", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path)).ToHashSet();
        Assert.Subset(pages, new HashSet<string>(["index.html", "tutorial/1-create.html", "guide/io.html", "glossary.html", "decisions/index.html"]));
        var types = ApiReference.Types().ToArray();
        Assert.Contains(typeof(RondoApp), types);
        Assert.All(types, type => Assert.Contains($"api/{TypePage.FileName(type)}", pages));
        Assert.Equal(types.Length, types.Select(TypePage.FileName).Distinct().Count());

        var script = File.ReadAllText(Path.Combine(_folder, "search-index.js"));
        using var index = JsonDocument.Parse(script[script.IndexOf('[', StringComparison.Ordinal)..script.LastIndexOf(';')]);
        Assert.Equal(pages.Order(), index.RootElement.EnumerateArray().Select(static entry => entry.GetProperty("u").GetString()).Order());
        Assert.All(index.RootElement.EnumerateArray(), static entry => Assert.NotEqual("", entry.GetProperty("x").GetString()));
    }

    [Fact]
    public void A_broken_link_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "a.html"), """<p id="here"><a href="b.html">b</a> <a href="#here">here</a> <a href="#there">there</a> <a href="https://example.org/x">x</a></p>""");
        Assert.Equal(["a.html: the link b.html leads to no file", "a.html: the link #there leads to no heading"], Site.Rendering.LinkCheck.Run(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
