using Rondo.Http;

namespace Rondo.Load;

/// <summary>
/// Three concurrent calls of one upstream for each request: with Rondo's client on its server, and as an ASP.NET app does it.
/// </summary>
internal static class AggregatorServers
{
    private static readonly Uri s_upstream = new(Environment.GetEnvironmentVariable("RONDO_LOAD_UPSTREAM") ?? "http://127.0.0.1:8000");

    internal static void RunRondo(LoadArguments arguments)
    {
        var builder = RondoApp.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Server(arguments.Apply);
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        builder.AddHttpClient<Upstream>(static options => options.BaseAddress = s_upstream);
        var app = builder.Build();
        app.Get("/three", async (Upstream upstream) =>
        {
            var texts = await Gather.AllAsync(upstream.GetAsync, upstream.GetAsync, upstream.GetAsync);
            return new Lengths(texts[0].Length, texts[1].Length, texts[2].Length);
        });
        WebServer.Announce(app, app);
        app.Run();
    }

    internal static void RunKestrel(LoadArguments arguments)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        builder.Services.AddHttpClient<Upstream>(static client => client.BaseAddress = s_upstream);
        var app = builder.Build();
        app.MapGet("/three", async (Upstream upstream) =>
        {
            var texts = await Task.WhenAll(upstream.GetAsync(), upstream.GetAsync(), upstream.GetAsync());
            return new Lengths(texts[0].Length, texts[1].Length, texts[2].Length);
        });
        WebServer.Announce(app, app);
        app.Run();
    }

    /// <summary>The typed client, the same for both.</summary>
    internal sealed class Upstream(HttpClient http)
    {
        internal Task<string> GetAsync() => http.GetStringAsync("/");
    }

    internal sealed record Lengths(int First, int Second, int Third);
}
