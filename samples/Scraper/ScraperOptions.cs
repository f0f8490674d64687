using Crawling;

namespace Scraper;

/// <summary>The command line's choices.</summary>
/// <param name="Starts">The first pages.</param>
/// <param name="Output">The path of the output.</param>
/// <param name="Resume">Whether the output is continued.</param>
/// <param name="Crawl">The limits and manners of the crawl.</param>
internal sealed record ScraperOptions(IReadOnlyList<Uri> Starts, string Output, bool Resume, CrawlOptions Crawl);
