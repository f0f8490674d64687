using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Api;
using Rondo.Web.Tests.Browsing;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>The pages behind a prefix, in a real browser: what they load and call is below the prefix.</summary>
[Trait("Speed", "Slow")]
public sealed class DocsBrowserTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_pages_work_behind_a_prefix_that_the_app_knows_or_not(bool isKnown)
    {
        await using var app = Build(isKnown);
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(new Uri(address, "/shop/docs"));
        await page.WaitAsync("document.querySelector('.opblock-summary') !== null");
        Assert.Equal("/shop", (await page.EvaluateAsync("document.querySelector('.servers select').value")).GetString());
        await page.ClickAsync("#operations-default-get_items .opblock-summary-control, .opblock-get .opblock-summary-control");
        await page.WaitAsync("document.querySelector('.opblock .execute') !== null");
        // A click that comes before Swagger UI has resolved the operation disables the button for good, without a request.
        await page.WaitAsync("window.ui.getState().getIn(['spec', 'resolvedSubtrees', 'paths', '/items', 'get']) && document.querySelector('.opblock .loading-container') === null");
        await page.ClickUntilAsync(".opblock .execute:not([disabled])", "document.querySelector('.live-responses-table')?.innerText.includes('\"soup\"')");
        Assert.Contains("/shop/items", await page.TextAsync(".request-url pre"), StringComparison.Ordinal);
        Assert.Equal(
            new Uri(address, "/shop/docs/oauth2-redirect.html").ToString(),
            (await page.EvaluateAsync("window.ui.getConfigs().oauth2RedirectUrl")).GetString());
        Assert.Equal(
            "/shop/token",
            (await page.EvaluateAsync("window.ui.specSelectors.specJson().toJS().components.securitySchemes.OAuth2.flows.password.tokenUrl")).GetString());
        Assert.StartsWith($"ws://127.0.0.1:{address.Port}/shop/chat", (await page.EvaluateAsync("document.querySelector('#sockets input').value")).GetString(), StringComparison.Ordinal);
        await page.PictureAsync($"docs-prefix-{(isKnown ? "known" : "stripped")}");
        Assert.Empty(page.Errors);

        var redoc = await chromium.OpenAsync(new Uri(address, "/shop/redoc"));
        await redoc.WaitAsync("document.body.innerText.includes('/items')");
        await redoc.PictureAsync($"redoc-prefix-{(isKnown ? "known" : "stripped")}");
        Assert.Empty(redoc.Errors);
        await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
    }

    private static RondoApp Build(bool isKnown)
    {
        var app = RondoApp.Create(["--hostBuilder:reloadConfigOnChange=false"], static builder =>
        {
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            builder.Security.AddOAuth2Password("/token", static jwt => jwt.Key = new string('k', 32));
        });
        if (isKnown)
            app.UsePathBase("/shop");
        else
            app.Use(StripPrefix);
        app.UseRouting();
        app.Get("/items", () => new[] { "soup" });
        app.WebSocket("/chat", (WebSocketSession<string, string> session) => Task.CompletedTask);
        return app;
    }

    /// <summary>As a proxy does that says nothing of it.</summary>
    private static Task StripPrefix(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/shop", StringComparison.Ordinal, out var rest))
            http.Request.Path = rest;
        return next(http);
    }
}
