using System.Text.Json;
using Crawling;
using Kitchen;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>Crawling: complete, each page once, never more in flight than asked, within its host, politely.</summary>
public class ScrapeTests
{
    [Theory]
    [MemberData(nameof(KitchenTests.Servers), MemberType = typeof(KitchenTests))]
    public async Task The_site_is_crawled_whole_and_each_page_once(string driver, ServerChoice server)
    {
        await using var kitchen = await ServedKitchen.StartAsync(options => options with { Driver = driver, Server = server });
        var pages = await ScrapeAsync(kitchen, "/site/", 1000, 8);
        Assert.Equal(200, pages.Count);
        Assert.Equal(200, pages.Select(static page => page.GetProperty("url").GetString()).Distinct().Count());
        Assert.Equal(200, pages.Select(static page => page.GetProperty("title").GetString()).Distinct().Count());
        Assert.All(pages, static page => Assert.Equal(200, page.GetProperty("status").GetInt32()));
        Assert.DoesNotContain(pages, static page => page.GetProperty("url").GetString()!.Contains("private", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_limit_of_pages_is_kept_breadth_first()
    {
        await using var kitchen = await ServedKitchen.StartAsync();
        var pages = await ScrapeAsync(kitchen, "/site/", 4, 1);
        Assert.Equal(["Page 1", "Page 2", "Page 3", "Page 4"], pages.Select(static page => page.GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Never_more_requests_are_in_flight_than_asked(int concurrency)
    {
        await using var site = await BusySite.StartAsync();
        await using var kitchen = await ServedKitchen.StartAsync(options => options with { ScrapeHosts = [site.Address.Authority] });
        var pages = await ScrapeAsync(kitchen, new Uri(site.Address, "/0").ToString(), 1000, concurrency);
        Assert.Equal(41, pages.Count);
        Assert.Equal(concurrency, site.MostInFlight);
    }

    [Fact]
    public async Task A_host_that_is_busy_is_asked_again_and_an_error_is_a_line()
    {
        await using var site = await BusySite.StartAsync(refusals: 2);
        await using var kitchen = await ServedKitchen.StartAsync(options => options with { ScrapeHosts = [site.Address.Authority, "127.0.0.1:1"] });
        Assert.Equal(200, Assert.Single(await ScrapeAsync(kitchen, new Uri(site.Address, "/7").ToString(), 1, 1)).GetProperty("status").GetInt32());
        var unreachable = Assert.Single(await ScrapeAsync(kitchen, "http://127.0.0.1:1/", 1, 1));
        Assert.Equal(JsonValueKind.Null, unreachable.GetProperty("status").ValueKind);
        Assert.NotEqual("", unreachable.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("http://example.com/", 403)]
    [InlineData("http://127.0.0.1:1/", 403)]
    [InlineData("ftp://example.com/", 400)]
    [InlineData("file:///etc/passwd", 400)]
    [InlineData("site", 400)]
    public async Task Other_hosts_are_refused(string url, int status)
    {
        await using var kitchen = await ServedKitchen.StartAsync();
        using var response = await kitchen.Client.SendJsonAsync(HttpMethod.Post, "/scrape", $$"""{"url":"{{url}}"}""");
        await response.JsonAsync(status);
    }

    [Theory]
    [InlineData("User-agent: *\nDisallow: /a", "/a/b", false)]
    [InlineData("User-agent: *\nDisallow: /a", "/b", true)]
    [InlineData("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", false)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", true)]
    [InlineData("User-agent: bot\nDisallow: /", "/", true)]
    [InlineData("User-agent: bot\nUser-agent: *\nDisallow: /", "/", false)]
    [InlineData("User-agent: *\nDisallow:", "/", true)]
    [InlineData("Disallow: /", "/", true)]
    [InlineData("", "/", true)]
    public void Robots_txt_is_read_as_the_standard_says(string text, string path, bool allows) =>
        Assert.Equal(allows, RobotsRules.Parse(text, "crawler").Allows(new Uri(new Uri("http://host/"), path)));

    private static async Task<List<JsonElement>> ScrapeAsync(ServedKitchen kitchen, string url, int maxPages, int concurrency)
    {
        var address = new Uri(kitchen.Address, url);
        using var response = await kitchen.Client.SendJsonAsync(HttpMethod.Post, "/scrape", $$"""{"url":"{{address}}","max_pages":{{maxPages}},"concurrency":{{concurrency}}}""");
        Assert.Equal("application/jsonl", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
