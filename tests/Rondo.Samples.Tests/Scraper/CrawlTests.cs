using Crawling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Rondo.Server;

namespace Rondo.Samples.Tests.Scraper;

/// <summary>The crawler against an app in the process, under virtual time.</summary>
public class CrawlTests
{
    private static TimeSpan Elapsed => ((VirtualClock)EventLoop.Current.Clock).Elapsed;

    [LoopFact(Virtual = true)]
    public async Task A_host_that_is_busy_is_left_alone_by_every_visit()
    {
        var times = new List<(double Seconds, string Path)>();
        await using var client = await StartAsync(app => app.MapGet("/{page:int}", (int page, HttpContext http) =>
        {
            times.Add((Elapsed.TotalSeconds, http.Request.Path));
            if (times.Count == 3)
            {
                http.Response.Headers.RetryAfter = "30";
                return Results.StatusCode(429);
            }

            if (times.Count == 6)
            {
                http.Response.Headers.RetryAfter = EventLoop.Current.Clock.GetUtcNow().AddSeconds(20).ToString("R");
                return Results.StatusCode(503);
            }

            return CrawledSite.Html($"{page}", page == 0 ? ["/1", "/2", "/3", "/4"] : []);
        }));
        var pages = await CrawlAsync(client, new CrawlOptions { Hosts = ["localhost"], Delay = TimeSpan.FromSeconds(1), Concurrency = 1 });
        Assert.Equal(5, pages.Count);
        Assert.All(pages, static page => Assert.Equal(200, page.Status));
        // robots.txt is asked at 0.
        Assert.Equal([(1, "/0"), (2, "/1"), (3, "/2"), (33, "/2"), (34, "/3"), (35, "/4"), (55, "/4")], times);
    }

    [LoopFact(Virtual = true)]
    public async Task A_crawl_delay_of_robots_txt_is_kept()
    {
        var times = new List<double>();
        await using var client = await StartAsync(
            app => app.MapGet("/{page:int}", (int page) =>
            {
                times.Add(Elapsed.TotalSeconds);
                return CrawledSite.Html($"{page}", page < 3 ? [$"/{page + 1}"] : []);
            }),
            "User-agent: *\nCrawl-delay: 2.5");
        await CrawlAsync(client, new CrawlOptions { Hosts = ["localhost"] });
        Assert.Equal([2.5, 5, 7.5, 10], times);
    }

    [LoopFact(Virtual = true)]
    public async Task A_host_that_asks_for_too_much_time_fails_its_pages()
    {
        await using var client = await StartAsync(app => app.MapGet("/{page:int}", (HttpContext http) =>
        {
            http.Response.Headers.RetryAfter = "3600";
            return Results.StatusCode(503);
        }));
        var page = Assert.Single(await CrawlAsync(client, new CrawlOptions { Hosts = ["localhost"] }));
        Assert.Equal("The host asks to be left alone for 3600 s, and the limit is 60 s.", page.Error);
        Assert.True(Elapsed < TimeSpan.FromMinutes(1));
    }

    [LoopFact(Virtual = true)]
    public async Task Failures_are_tried_again_with_longer_pauses()
    {
        var times = new List<double>();
        await using var client = await StartAsync(app => app.MapGet("/{page:int}", () =>
        {
            times.Add(Elapsed.TotalSeconds);
            return times.Count < 3 ? Results.StatusCode(500) : CrawledSite.Html("back");
        }));
        Assert.Equal("back", Assert.Single(await CrawlAsync(client, new CrawlOptions { Hosts = ["localhost"] })).Title);
        Assert.Equal([0, 0.5, 1.5], times);
    }

    [Theory]
    [InlineData("HTTP://Example.COM:80", "http://example.com/")]
    [InlineData("http://example.com/%7euser/%c3%a4#top", "http://example.com/~user/%C3%A4")]
    [InlineData("http://ann:secret@example.com/a/../b?z=1&a=2", "http://example.com/b?z=1&a=2")]
    [InlineData("https://example.com:8443/ä", "https://example.com:8443/%C3%A4")]
    [InlineData("http://[::1]:8000/", "http://[::1]:8000/")]
    public void An_address_has_one_form(string address, string expected) =>
        Assert.Equal(expected, PageAddress.Normalize(new Uri(address)).AbsoluteUri);

    private static Task<TestClient> StartAsync(Action<WebApplication> map, string robots = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseRondo();
        var app = builder.Build();
        app.MapGet("/robots.txt", () => robots);
        map(app);
        return TestClient.StartAsync(app);
    }

    private static async Task<List<Page>> CrawlAsync(TestClient client, CrawlOptions options)
    {
        using var crawler = new Crawler(client.CreateHandler);
        var pages = new List<Page>();
        await foreach (var page in crawler.CreateCrawl(options).RunAsync(new Uri("http://localhost/0")))
            pages.Add(page);
        return pages;
    }
}
