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
        // One of each kind: Swagger UI resolves the references of an operation when it is opened.
        const string Plain = "[...document.querySelectorAll('.opblock')].filter(each => each.querySelector('[data-path]').dataset.path.endsWith('/plain'))";
        await docs.EvaluateAsync($"{Plain}.forEach(each => each.querySelector('.opblock-summary-control').click())");
        await docs.WaitAsync($"{Plain}.every(each => each.querySelector('.responses-wrapper') && !each.querySelector('.loading-container'))");
        await docs.EvaluateAsync("document.querySelectorAll('.models .model-container .model-box-control, .models .json-schema-2020-12-accordion').forEach(each => each.click())");
        await docs.WaitAsync("document.querySelector('.models') !== null && document.querySelector('.models .loading-container') === null");
        await CheckAsync(docs);
        foreach (var (kind, i) in new[] { "post /json", "post /shape", "get /union", "get /events", "post /set", "get /generic" }.Select(static (kind, i) => (kind, i)))
        {
            await docs.EvaluateAsync($"{Plain}.find(each => each.innerText.toLowerCase().startsWith('{kind.Split(' ')[0]}') && each.querySelector('[data-path]').dataset.path.includes('{kind.Split(' ')[1]}/'))?.scrollIntoView()");
            await docs.PictureAsync($"odd-docs-{i}");
        }

        await docs.EvaluateAsync("document.querySelector('.models').scrollIntoView()");
        await docs.PictureAsync("odd-docs-models");
        var redoc = await chromium.OpenAsync(new Uri(address, "/redoc"));
        await redoc.WaitAsync("document.body.innerText.includes('/a0/items')");
        await redoc.PictureAsync("odd-redoc");
        await redoc.EvaluateAsync("[...document.querySelectorAll('[id$=\"/plain/post\"], [id*=\"plain\"]')][0]?.scrollIntoView()");
        await redoc.PictureAsync("odd-redoc-operation");
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
