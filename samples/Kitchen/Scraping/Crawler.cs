using System.Net;
using Rondo.Http;
using Rondo.Sync;

namespace Kitchen.Scraping;

/// <summary>Crawls a site breadth first, within its host: politely, and each page once.</summary>
internal sealed class Crawler : IDisposable
{
    private const int Attempts = 3;
    private const int LargestPage = 8 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // A redirect is a link like any other: following it unseen could lead to another host.
    private readonly LoopHttpClients _clients = new(static handler => (handler.AllowAutoRedirect, handler.UseCookies, handler.AutomaticDecompression) = (false, false, DecompressionMethods.All));

    public void Dispose() => _clients.Dispose();

    /// <summary>Visits pages, which come as they are ready.</summary>
    internal IAsyncEnumerable<CrawledPage> CrawlAsync(Uri start, int maxPages, int concurrency) => Gather.StreamAsync<CrawledPage>(async (group, pages) =>
    {
        start = PageReader.Canonical(start);
        var robots = await ReadRobotsAsync(start);
        var (seen, frontier) = (new HashSet<Uri> { start }, new Queue<Uri>([start]));
        var pause = new Pause();
        var (visited, running, changed) = (0, 0, new Event());
        while (true)
        {
            while (running < concurrency && visited < maxPages && frontier.TryDequeue(out var next))
            {
                (visited, running) = (visited + 1, running + 1);
                group.Start(() => VisitAsync(next), $"page {next}");
            }

            if (running == 0)
                return;
            await changed.WaitAsync();
            changed = new Event();
        }

        async Task VisitAsync(Uri address)
        {
            var page = await FetchAsync(address, pause);
            foreach (var link in page.Links.Where(link => HasHost(link, start) && robots.Allows(link) && seen.Add(link)))
                frontier.Enqueue(link);
            running--;
            changed.Set();
            await pages.SendAsync(page);
        }
    });

    private static bool HasHost(Uri link, Uri start) => Uri.Compare(link, start, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private async Task<RobotsRules> ReadRobotsAsync(Uri start)
    {
        try
        {
            using var response = await CancelScope.FailAfter(s_patience, () => _clients.Current.GetAsync(new Uri(start, "/robots.txt")));
            return RobotsRules.Parse(response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : "");
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            return RobotsRules.Parse(""); // the first page will say what is wrong
        }
    }

    /// <summary>Fetches a page. A host that is busy (429, 503) is left alone for as long as it asks, by every visit.</summary>
    private async Task<CrawledPage> FetchAsync(Uri address, Pause pause)
    {
        for (var attempt = 1; ; attempt++)
        {
            await pause.WaitAsync();
            try
            {
                using var response = await CancelScope.FailAfter(s_patience, () => _clients.Current.GetAsync(address, HttpCompletionOption.ResponseHeadersRead));
                if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && attempt < Attempts)
                    pause.Extend(response.Headers.RetryAfter, attempt);
                else
                    return await CancelScope.FailAfter(s_patience, () => ReadAsync(address, response));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException)
            {
                if (attempt == Attempts)
                    return new CrawledPage(address, null, null, [], exception.Message);
                pause.Extend(null, attempt);
            }
        }
    }

    private static async Task<CrawledPage> ReadAsync(Uri address, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.Headers.Location is { } location)
            return new CrawledPage(address, status, null, [PageReader.Canonical(new Uri(address, location))]);
        if (response.Content.Headers.ContentType?.MediaType != "text/html")
            return new CrawledPage(address, status, null, []);
        await response.Content.LoadIntoBufferAsync(LargestPage);
        var html = await response.Content.ReadAsStringAsync();
        var (title, links) = await Offload.RunAsync(() => PageReader.Read(html, address));
        return new CrawledPage(address, status, title, links);
    }
}
