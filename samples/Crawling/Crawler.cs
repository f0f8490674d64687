using System.Net;
using Rondo.Http;

namespace Crawling;

/// <summary>Begins crawls, over connections that each loop keeps. One for the program's life. Thread-safe.</summary>
/// <param name="handler">Creates the handler of each loop's requests, for tests; null for the network.</param>
public sealed class Crawler(Func<HttpMessageHandler>? handler = null) : IDisposable
{
    private readonly LoopHttpClients _clients = new(new HttpClientOptions
    {
        Timeout = Timeout.InfiniteTimeSpan, // each crawl has its own
        PrimaryHandler = handler,
        // A redirect is a link like any other: following it unseen could lead to another host.
        ConfigureSockets = static sockets => (sockets.AllowAutoRedirect, sockets.UseCookies, sockets.AutomaticDecompression) =
            (false, false, DecompressionMethods.All),
    });

    /// <summary>Creates a crawl. It belongs to the calling loop.</summary>
    public Crawl CreateCrawl(CrawlOptions options) => new(_clients.Current, options);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _clients.Dispose();
}
