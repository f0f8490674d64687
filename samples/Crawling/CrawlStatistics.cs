namespace Crawling;

/// <summary>A snapshot of a crawl.</summary>
/// <param name="Pages">The pages that were handed out, those of an earlier run included.</param>
/// <param name="Waiting">The addresses that wait for their turn.</param>
/// <param name="Running">The visits that have begun and not ended.</param>
/// <param name="Failed">The pages that could not be read.</param>
/// <param name="Excluded">The addresses that robots.txt excludes.</param>
/// <param name="Duplicates">The addresses whose page had been handed out under another address.</param>
public sealed record CrawlStatistics(int Pages, int Waiting, int Running, int Failed, int Excluded, int Duplicates);
