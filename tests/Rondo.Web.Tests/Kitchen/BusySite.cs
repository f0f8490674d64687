using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>A site of 41 pages that counts the requests in flight, and may refuse the first ones.</summary>
internal sealed class BusySite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _inFlight;
    private int _most;
    private int _refusals;

    private BusySite(int refusals)
    {
        _refusals = refusals;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/{page:int}", ShowAsync);
    }

    internal Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    internal int MostInFlight => _most;

    internal static async Task<BusySite> StartAsync(int refusals = 0)
    {
        var site = new BusySite(refusals);
        await site._app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ShowAsync(int page, HttpResponse response)
    {
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            response.Headers.RetryAfter = "0";
            return Results.StatusCode(429);
        }

        var now = Interlocked.Increment(ref _inFlight);
        for (var most = _most; now > most; most = _most)
            Interlocked.CompareExchange(ref _most, now, most);
        await Task.Delay(10);
        Interlocked.Decrement(ref _inFlight);
        var links = page == 0 ? string.Concat(Enumerable.Range(1, 40).Select(static n => $"<a href='/{n}'>{n}</a>")) : "<a href='/0'>home</a>";
        return Results.Content($"<title>{page}</title>{links}", "text/html");
    }
}
