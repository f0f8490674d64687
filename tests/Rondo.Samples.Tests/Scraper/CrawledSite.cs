using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Samples.Tests.Scraper;

/// <summary>A site of 200 linked pages that counts its requests. Page 0 links to all that are even, page n to those around it.</summary>
internal sealed class CrawledSite : IAsyncDisposable
{
    internal const int Pages = 200;
    private readonly WebApplication _app;
    private int _inFlight;
    private int _most;

    private CrawledSite(Action<WebApplication>? map, string robots)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(CountAsync);
        _app.MapGet("/robots.txt", () => robots);
        _app.MapGet("/{page:int}", static async (int page) =>
        {
            await Task.Delay(5);
            return page < Pages ? Html($"Page {page}", Links(page)) : Results.NotFound();
        });
        map?.Invoke(_app);
    }

    internal string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    internal int MostInFlight => _most;

    /// <summary>Gets the number of requests for each path.</summary>
    internal ConcurrentDictionary<string, int> Requests { get; } = new();

    internal static async Task<CrawledSite> StartAsync(Action<WebApplication>? map = null, string robots = "")
    {
        var site = new CrawledSite(map, robots);
        await site._app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    internal static IResult Html(string title, params IEnumerable<string> links) =>
        Results.Content($"<!doctype html><title>{title}</title>{string.Concat(links.Select(static link => $"<a href='{link}'>x</a>"))}", "text/html");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IEnumerable<string> Links(int page) =>
        page == 0 ? Enumerable.Range(0, Pages / 2).Select(static n => $"/{n * 2}#part") : [$"/{Math.Min(page + 1, Pages - 1)}", $"./{page - 1}", "http://elsewhere.invalid/"];

    private async Task CountAsync(HttpContext http, RequestDelegate next)
    {
        Requests.AddOrUpdate(http.Request.Path + http.Request.QueryString, 1, static (_, count) => count + 1);
        var now = Interlocked.Increment(ref _inFlight);
        for (var most = _most; now > most; most = _most)
            Interlocked.CompareExchange(ref _most, now, most);
        await next(http);
        Interlocked.Decrement(ref _inFlight);
    }
}
