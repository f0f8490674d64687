namespace Kitchen.Scraping;

/// <summary>A site to crawl.</summary>
/// <param name="Url">The first page.</param>
/// <param name="MaxPages">The largest number of pages.</param>
/// <param name="Concurrency">The largest number of requests in flight.</param>
internal sealed record ScrapeRequest(Uri Url, [Range(1, 10_000)] int MaxPages = 200, [Range(1, 100)] int Concurrency = 8);
