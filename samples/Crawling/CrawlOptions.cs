namespace Crawling;

/// <summary>The limits of a crawl, and its manners.</summary>
public sealed record CrawlOptions
{
    /// <summary>Gets the hosts to visit, as <c>example.com</c> or, with another port than the default, <c>localhost:8000</c>.</summary>
    public required IReadOnlyCollection<string> Hosts { get; init; }

    /// <summary>Gets the largest number of pages.</summary>
    /// <value>1000.</value>
    public int MaxPages { get; init; } = 1000;

    /// <summary>Gets the largest number of requests in flight.</summary>
    /// <value>8.</value>
    public int Concurrency { get; init; } = 8;

    /// <summary>Gets the largest number of requests in flight to one host.</summary>
    /// <value>2.</value>
    public int PerHost { get; init; } = 2;

    /// <summary>Gets the shortest time between the starts of two requests to one host. A longer Crawl-delay wins.</summary>
    /// <value>Zero.</value>
    public TimeSpan Delay { get; init; }

    /// <summary>Gets the longest time that a host may ask to be left alone. Pages of a host that asks for more have failed.</summary>
    /// <value>One minute.</value>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the time that one attempt may take, with its body.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets how often a page is tried.</summary>
    /// <value>3.</value>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Gets the largest size of a page, in bytes after decompression.</summary>
    /// <value>8 MiB.</value>
    public int MaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Gets the name that the crawler gives itself, in requests and when it reads robots.txt.</summary>
    /// <value><c>RondoScraper/1.0</c>.</value>
    public string UserAgent { get; init; } = "RondoScraper/1.0";

    /// <summary>Gets whether the pages of sitemaps are visited as well.</summary>
    public bool ReadsSitemaps { get; init; }
}
