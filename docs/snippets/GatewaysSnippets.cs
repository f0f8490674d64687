using Rondo.Sync;
using Yarp.ReverseProxy.Forwarder;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/gateways.md.</summary>
public class GatewaysSnippets
{
    // begin gateways-invoker
    // Each loop has connections of its own to the upstream.
    private static readonly LoopLocal<HttpMessageInvoker> s_invokers = new(static () =>
    {
        var handler = LoopHttpHandler.Create(EventLoop.Current);
        (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy) = (false, false, false);
        return new HttpMessageInvoker(handler);
    });
    // end gateways-invoker

    [LoopFact]
    public async Task Forward()
    {
        var shop = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        shop.Logging.SetMinimumLevel(LogLevel.Warning);
        shop.WebHost.UseRondo(static options => options.Loops = 1);
        await using var upstream = shop.Build();
        upstream.MapGet("/price", static () => "5");
        await upstream.StartAsync();
        var upstreamUrl = upstream.Urls.First();
        var builder = RondoApp.CreateBuilder([]);
        // begin gateways-forward
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        app.Map("/{**path}", (RequestDelegate)(async http =>
        {
            var forwarder = http.RequestServices.GetRequiredService<IHttpForwarder>();
            var error = await forwarder.SendAsync(http, upstreamUrl, s_invokers.Value);
            if (error != ForwarderError.None && !http.Response.HasStarted)
                throw new BadGateway($"The shop failed: {error}.");
        }));
        // end gateways-forward
        await using var client = await TestClient.StartAsync(app);
        Assert.Equal("5", await client.GetStringAsync("/price"));
    }
}
