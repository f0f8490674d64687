using System.Text;

namespace Crawling;

/// <summary>One crawl: each page once, breadth first on each host, and never more requests in flight than asked.</summary>
public sealed class Crawl
{
    private const int MaxRedirects = 5; // of a robots.txt, as RFC 9309 says
    private readonly CrawlOptions _options;
    private readonly Fetcher _fetcher;
    private readonly Frontier _frontier;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal); // the addresses of pages that were handed out
    private Event _changed = new();
    private int _pages;
    private int _running;
    private int _failed;
    private int _excluded;
    private int _duplicates;

    internal Crawl(HttpClient client, CrawlOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _fetcher, _frontier) = (options, new Fetcher(client, options), new Frontier(options));
    }

    /// <summary>Gets a snapshot.</summary>
    public CrawlStatistics Statistics => new(_pages, _frontier.Waiting, _running, _failed, _excluded, _duplicates);

    private bool HasRoom => _running < _options.Concurrency && _pages + _running < _options.MaxPages;

    /// <summary>
    /// Takes over a page of an earlier run, before <see cref="RunAsync"/>: it is not visited again, and its links are. The pages are all
    /// the state that a crawl has.
    /// </summary>
    public void Recall(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (TryClaim(page))
            AddLinks(page.Links);
    }

    /// <summary>Visits pages, which come as they are ready. A reader that is slow slows the crawl down.</summary>
    /// <param name="starts">The first addresses.</param>
    public IAsyncEnumerable<Page> RunAsync(params IEnumerable<Uri> starts)
    {
        AddLinks(starts.Select(PageAddress.Normalize));
        return Gather.StreamAsync<Page>(async (group, pages) =>
        {
            while (true)
            {
                while (HasRoom && _frontier.TryTake(out var target, out var host))
                {
                    if (_known.Contains(target.Address.AbsoluteUri))
                        continue;
                    (_running, host.Running) = (_running + 1, host.Running + 1);
                    group.Start(() => RunVisitAsync(target, host, pages), target.Address.AbsoluteUri);
                }

                if (_running == 0)
                    return;
                await _changed.WaitAsync();
                _changed = new Event();
            }
        });
    }

    private async Task RunVisitAsync(Target target, Host host, ChannelSender<Page> pages)
    {
        var page = await VisitAsync(target, host);
        if (page is not null)
        {
            AddLinks(page.Links);
            if (TryClaim(page))
                await pages.SendAsync(page);
            else
                _duplicates++;
        }

        (_running, host.Running) = (_running - 1, host.Running - 1);
        _changed.Set();
    }

    /// <returns>The page, or null where there is none: a sitemap, or an address that robots.txt excludes.</returns>
    private async Task<Page?> VisitAsync(Target target, Host host)
    {
        var robots = await ReadRobotsAsync(target.Address, host);
        if (robots.Problem is { } problem)
            return target.IsSitemap ? null : new Page(target.Address, null, null, null, [], Error: problem);
        if (target.IsSitemap)
        {
            await ReadSitemapAsync(target.Address, host);
            return null;
        }

        if (!robots.Allows(target.Address))
        {
            _excluded++;
            return null;
        }

        var answer = await _fetcher.GetAsync(target.Address, host, static type => type is "text/html" or "application/xhtml+xml");
        var page = new Page(target.Address, answer.Status, answer.Type, null, [], Error: answer.Error);
        if (answer.Location is { } location)
            return page with { Links = PageAddress.IsWeb(location) ? [PageAddress.Normalize(location)] : [] };
        if (answer.Body is not { } body)
            return page;
        var (title, canonical, links) = await Offload.RunAsync(() => PageReader.Read(body, answer.Charset, target.Address));
        page = page with { Title = title, Links = links };
        return canonical is not null && canonical != target.Address && _frontier.Includes(canonical) && robots.Allows(canonical)
            ? page with { Url = canonical, Fetched = target.Address }
            : page;
    }

    /// <summary>Notes that a page is handed out.</summary>
    /// <returns>False if it was already, under this address or another.</returns>
    private bool TryClaim(Page page)
    {
        var isNew = _known.Add(page.Url.AbsoluteUri);
        if (page.Fetched is { } fetched)
            _known.Add(fetched.AbsoluteUri);
        if (isNew)
            (_pages, _failed) = (_pages + 1, _failed + (page.Error is null ? 0 : 1));
        return isNew;
    }

    private void AddLinks(IEnumerable<Uri> links)
    {
        foreach (var link in links)
            _frontier.Add(new Target(link, IsSitemap: false));
    }

    private async Task<RobotsRules> ReadRobotsAsync(Uri address, Host host)
    {
        using var reading = await host.RobotsLock.AcquireAsync();
        if (host.Robots is { } known)
            return known;
        var robots = host.Robots = await FetchRobotsAsync(new Uri(address, "/robots.txt"), host);
        if (robots.CrawlDelay is { } delay)
            host.SlowDown(delay);
        if (_options.ReadsSitemaps)
        {
            foreach (var sitemap in robots.Sitemaps.DefaultIfEmpty("/sitemap.xml"))
            {
                if (Uri.TryCreate(address, sitemap, out var location) && PageAddress.IsWeb(location))
                    _frontier.Add(new Target(PageAddress.Normalize(location), IsSitemap: true));
            }
        }

        return robots;
    }

    private async Task<RobotsRules> FetchRobotsAsync(Uri address, Host host)
    {
        var answer = await _fetcher.GetAsync(address, host, static _ => true);
        for (var i = 0; i < MaxRedirects && answer.Location is { } location && _frontier.Includes(location); i++)
            answer = await _fetcher.GetAsync(location, host, static _ => true);
        return answer switch
        {
            { Status: null or 429 or >= 500 } or { Error: not null } =>
                RobotsRules.Unreachable($"{address} cannot be read: {answer.Error ?? $"status {answer.Status}"}"),
            { Status: 200, Body: { } body } => RobotsRules.Parse(Encoding.UTF8.GetString(body), _options.UserAgent),
            _ => RobotsRules.Parse("", _options.UserAgent), // there are no rules
        };
    }

    private async Task ReadSitemapAsync(Uri address, Host host)
    {
        var answer = await _fetcher.GetAsync(address, host, static _ => true);
        if (answer is not { Status: 200, Body: { } body })
            return;
        var (pages, sitemaps) = await Offload.RunAsync(() => SitemapReader.Read(body, address, _options.MaxBytes));
        AddLinks(pages);
        foreach (var sitemap in sitemaps)
            _frontier.Add(new Target(sitemap, IsSitemap: true));
    }
}
