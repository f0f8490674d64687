using Crawling;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/scraping.md.</summary>
public class ScrapingSnippets
{
    [LoopFact(Virtual = true)]
    public async Task Crawl()
    {
        var app = WebApplication.CreateSlimBuilder();
        app.WebHost.UseRondo();
        var site = app.Build();
        site.MapGet("/", static () => Results.Content("<title>Home</title><a href='/menu#soup'>menu</a>", "text/html"));
        site.MapGet("/menu", static () => Results.Content("<title>Menu</title><a href='/'>home</a>", "text/html"));
        await using var client = await TestClient.StartAsync(site);
        var titles = new List<string?>();
        // begin scraping-crawl
        using var crawler = new Crawler(client.CreateHandler); // without an argument: the network
        var crawl = crawler.CreateCrawl(new CrawlOptions
        {
            Hosts = ["localhost"],
            Concurrency = 8, // requests in flight
            PerHost = 2, // of them to one host
            Delay = TimeSpan.FromSeconds(1), // between two requests to one host
        });
        await foreach (var page in crawl.RunAsync(new Uri("http://localhost/")))
            titles.Add(page.Title);
        // end scraping-crawl
        Assert.Equal(["Home", "Menu"], titles);
        Assert.Equal(TimeSpan.FromSeconds(2), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }

    [LoopFact(Virtual = true)]
    public async Task Bounded()
    {
        var queue = new Queue<int>([1]);
        var visited = new List<int>();
        // begin scraping-bounded
        var (running, changed) = (0, new Event());
        await TaskGroup.RunAsync(async group =>
        {
            while (queue.Count > 0 || running > 0)
            {
                while (running < 3 && queue.TryDequeue(out var page))
                {
                    running++;
                    group.Start(() => VisitAsync(page));
                }

                await changed.WaitAsync();
                changed = new Event();
            }
        });

        async Task VisitAsync(int page)
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(100)); // the request
            visited.Add(page);
            foreach (var link in new[] { page * 2, (page * 2) + 1 }.Where(static link => link < 16))
                queue.Enqueue(link);
            running--;
            changed.Set();
        }
        // end scraping-bounded
        Assert.Equal(Enumerable.Range(1, 15), visited.Order());
    }
}
