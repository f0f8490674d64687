using Crawling;

namespace Kitchen.Scraping;

/// <summary>Crawling of sites, whose pages are streamed as they are ready.</summary>
internal static class ScrapeEndpoints
{
    internal static void AddScraping(this RondoAppBuilder builder)
    {
        builder.Services.AddSingleton(static _ => new Crawler());
        builder.Services.AddSingleton<ScrapeHosts>();
    }

    internal static void MapScraping(this RondoApp app) => app.Group("", "Scraping").Include(typeof(ScrapeEndpoints));

    /// <summary>Crawls a site: one line of JSON for each page.</summary>
    [Post("/scrape"), StreamAs(StreamFormat.JsonLines), Throws<Forbidden>]
    internal static IAsyncEnumerable<CrawledPage> Scrape(ScrapeRequest request, Crawler crawler, ScrapeHosts hosts)
    {
        hosts.Check(request.Url);
        var crawl = crawler.CreateCrawl(new CrawlOptions
        {
            Hosts = [request.Url.Authority],
            MaxPages = request.MaxPages,
            Concurrency = request.Concurrency,
            PerHost = request.Concurrency,
        });
        return crawl.RunAsync(request.Url)
            .Select(static page => new CrawledPage(page.Fetched ?? page.Url, page.Status, page.Title, page.Links, page.Error));
    }
}
