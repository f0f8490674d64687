using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Api;
using Rondo.Web.Tests.Browsing;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>The pages of the odd app in a real browser: neither renderer finds anything wrong with the document.</summary>
[Trait("Speed", "Slow")]
public sealed class OddAppBrowserTests
{
    private static readonly string[] s_errors =
    [
        "Could not resolve", "Unable to render", "Resolver error", "Something went wrong", "Invalid reference", "Failed to load", "Unknown type", "Structural error",
    ];

    /// <summary>One operation of each kind of body and answer.</summary>
    private static readonly string[] s_kinds =
        ["b0/shape", "b0/lines", "b0/form", "b0/file", "b0/stream", "b0/set", "a0/union", "a0/events", "a0/generic", "a0/node", "a0/items", "a0/letters"];

    [Fact]
    public async Task Neither_page_shows_an_error()
    {
        await using var app = OddAppTests.Build(routes: 1, static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0)));
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await using var chromium = await Chromium.StartAsync();
        var docs = await chromium.OpenAsync(new Uri(address, "/docs"));
        // Swagger UI draws further operations as they come into sight.
        await docs.WaitAsync("(window.scrollTo(0, document.body.scrollHeight), document.querySelectorAll('.opblock').length > 35)");
        await docs.PictureAsync("odd-docs");
        // Swagger UI resolves the references of an operation when it is opened.
        foreach (var kind in s_kinds)
        {
            var block = $"[...document.querySelectorAll('.opblock')].find(each => each.querySelector('[data-path]').dataset.path === '/{kind}/plain')";
            await docs.EvaluateAsync($"{block}.querySelector('.opblock-summary-control').click()");
            await docs.WaitAsync($"{block}.querySelector('.responses-wrapper') && !{block}.querySelector('.loading-container')");
            await docs.EvaluateAsync($"{block}.scrollIntoView()");
            await docs.PictureAsync($"odd-docs-{kind.Split('/')[1]}");
            await CheckAsync(docs);
            await docs.EvaluateAsync($"{block}.querySelector('.opblock-summary-control').click()");
        }

        await docs.EvaluateAsync("document.querySelectorAll('.models .model-container .model-box-control, .models .json-schema-2020-12-accordion').forEach(each => each.click())");
        await docs.WaitAsync("document.querySelector('.models') !== null && document.querySelector('.models .loading-container') === null");
        await CheckAsync(docs);
        await docs.EvaluateAsync("document.querySelector('.models').scrollIntoView()");
        await docs.PictureAsync("odd-docs-models");
        var redoc = await chromium.OpenAsync(new Uri(address, "/redoc"));
        await redoc.WaitAsync("document.body.innerText.includes('/a0/items')");
        await redoc.PictureAsync("odd-redoc");
        await CheckAsync(redoc);
        await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
    }

    private static async Task CheckAsync(BrowserPage page)
    {
        var text = await page.TextAsync("body");
        Assert.All(s_errors, error => Assert.DoesNotContain(error, text, StringComparison.OrdinalIgnoreCase));
        Assert.Equal("", await page.TextAsync(".errors-wrapper"));
        Assert.Empty(page.Errors);
    }
}
