using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.HttpOverrides;
using Rondo.Api;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>Swagger UI and ReDoc, from the app alone.</summary>
public partial class DocsPagesTests
{
    [LoopFact]
    public async Task Pages_load_nothing_from_elsewhere_and_everything_that_they_load_is_there()
    {
        await using var client = await TestClient.StartAsync(DocumentedApp.Build());
        foreach (var page in new[] { "/docs", "/redoc" })
        {
            var answer = await client.GetAsync(page);
            Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            Assert.Contains("script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
            Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
            Assert.Contains("<title>Shop</title>", html, StringComparison.Ordinal);
            Assert.Contains("data-document=\"openapi.json\"", html, StringComparison.Ordinal);
            Assert.DoesNotMatch("<script>|<style|onclick", html);
            var links = Links().Matches(html).Select(static match => match.Groups[1].Value).ToList();
            Assert.True(links.Count >= 4, string.Join(' ', links));
            foreach (var link in links)
            {
                var asset = await client.GetAsync("/" + link);
                Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
                var text = await asset.Content.ReadAsStringAsync();
                Assert.NotEmpty(text);
                Assert.DoesNotMatch("@import|url\\([\"']?https?:|cdn\\.|fonts\\.google|unpkg\\.com|jsdelivr", link.EndsWith("bundle.js", StringComparison.Ordinal) || link.EndsWith("standalone.js", StringComparison.Ordinal) ? string.Join(' ', Hosts().Matches(text)) : text);
            }
        }
    }

    [LoopFact]
    public async Task Assets_are_compressed_for_those_who_can_and_kept_by_those_who_have_them()
    {
        await using var client = await TestClient.StartAsync(DocumentedApp.Build());
        var plain = await client.GetAsync("/docs/swagger-ui-bundle.js");
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Contains("SwaggerUIBundle", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var request = new HttpRequestMessage(HttpMethod.Get, "/docs/swagger-ui-bundle.js") { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("gzip") } } };
        var packed = await client.SendAsync(request);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.NotEqual(plain.Headers.ETag, packed.Headers.ETag);
        Assert.Equal("public, max-age=3600", plain.Headers.CacheControl!.ToString());
        foreach (var path in new[] { "/docs/docs.js", "/openapi.json" })
        {
            var tag = (await client.GetAsync(path)).Headers.ETag!;
            var again = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { tag } } });
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/docs/other.js")).StatusCode);
        Assert.Empty(await (await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/openapi.json"))).Content.ReadAsByteArrayAsync());
    }

    [LoopFact]
    public async Task They_stand_elsewhere_or_not_at_all_as_the_app_says()
    {
        await using (var client = await TestClient.StartAsync(DocumentedApp.Build(static builder => builder.Docs(static docs => (docs.SwaggerPath, docs.RedocPath, docs.DocumentPath) = ("/api/ui", null, "/api/spec.json")))))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/docs")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/redoc")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/openapi.json")).StatusCode);
            Assert.Contains("data-document=\"spec.json\" data-path=\"/api/spec.json\"", await client.GetStringAsync("/api/ui"), StringComparison.Ordinal);
            Assert.Contains("src=\"ui/docs.js\"", await client.GetStringAsync("/api/ui"), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/ui/docs.js")).StatusCode);
        }

        await using var none = await TestClient.StartAsync(DocumentedApp.Build(static builder => builder.Docs(static docs => docs.DocumentPath = null)));
        Assert.Equal(HttpStatusCode.NotFound, (await none.GetAsync("/docs")).StatusCode);
        var wrong = Assert.Throws<ArgumentException>(() => DocumentedApp.Build(static builder => builder.Docs(static docs => docs.SwaggerPath = "docs/")));
        Assert.Equal("DocsOptions.SwaggerPath is 'docs/': it has to be a path that begins with a slash and does not end with one, as in '/docs', or null for none.", wrong.Message);
    }

    [LoopFact]
    public async Task A_handler_at_their_path_goes_before_and_a_pattern_that_matches_everything_does_not()
    {
        var app = RondoApp.Create();
        app.Get("/docs", () => "mine");
        app.Get("/{name}", (string name) => name);
        await using var client = await TestClient.StartAsync(app);
        Assert.Equal("mine", await client.GetStringAsync("/docs"));
        Assert.Contains("redoc.js", await client.GetStringAsync("/redoc"), StringComparison.Ordinal);
        Assert.Equal("x", await client.GetStringAsync("/x"));
    }

    [LoopFact]
    public async Task Behind_a_prefix_the_document_says_so()
    {
        var app = RondoApp.Create();
        app.UsePathBase("/shop");
        app.Get("/text", () => "text");
        await using var client = await TestClient.StartAsync(app);
        Assert.DoesNotContain("servers", await client.GetStringAsync("/openapi.json"), StringComparison.Ordinal);
        Assert.Contains("""[{"url":"/shop"}]""", await client.GetStringAsync("/shop/openapi.json"), StringComparison.Ordinal);
        Assert.Contains("data-document=\"openapi.json\"", await client.GetStringAsync("/shop/docs"), StringComparison.Ordinal);
    }

    /// <summary>A proxy says which prefix it takes away, or the app knows it.</summary>
    [LoopTheory]
    [InlineData("/shop/openapi.json", null)]
    [InlineData("/openapi.json", "/shop")]
    public async Task Behind_a_prefix_the_flows_of_OAuth_have_it_too(string path, string? forwarded)
    {
        var app = RondoApp.Create(null, static builder => builder.Security.AddOAuth2Password("token", static jwt => jwt.Key = new string('k', 32)));
        var proxies = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix };
        proxies.KnownProxies.Clear();
        proxies.KnownIPNetworks.Clear();
        app.UseForwardedHeaders(proxies);
        app.UsePathBase("/shop");
        await using var client = await TestClient.StartAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (forwarded is not null)
            request.Headers.Add("X-Forwarded-Prefix", forwarded);
        var document = await (await client.SendAsync(request)).Content.ReadAsStringAsync();
        Assert.Contains("""[{"url":"/shop"}]""", document, StringComparison.Ordinal);
        Assert.Contains("\"tokenUrl\":\"/shop/token\"", document, StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task A_page_with_a_slash_at_its_end_has_links_that_lead_to_the_same_files()
    {
        await using var client = await TestClient.StartAsync(DocumentedApp.Build(static builder => builder.Docs(static docs => docs.DocumentPath = "/api/v1/openapi.json")));
        Assert.Contains("data-document=\"../api/v1/openapi.json\"", await client.GetStringAsync("/docs/"), StringComparison.Ordinal);
        Assert.Contains("src=\"../docs/docs.js\"", await client.GetStringAsync("/docs/"), StringComparison.Ordinal);
        Assert.Contains("data-document=\"../api/v1/openapi.json\"", await client.GetStringAsync("/redoc/"), StringComparison.Ordinal);
        Assert.Contains("data-document=\"api/v1/openapi.json\"", await client.GetStringAsync("/redoc"), StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task The_log_says_where_they_are_as_a_browser_can_open_it()
    {
        var log = new Said();
        await using (await TestClient.StartAsync(DocumentedApp.Build(builder =>
        {
            builder.Logging.AddProvider(log);
            builder.WebHost.UseUrls("http://0.0.0.0:8123");
        })))
            Assert.Equal(["Docs: http://127.0.0.1:8123/docs"], log.Lines);
    }

    [GeneratedRegex("https?://(?:cdn|fonts|unpkg)[^\"'` ]*")]
    private static partial Regex Hosts();

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Links();

    private sealed class Said : ILoggerProvider, ILogger
    {
        internal List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception) is var line && line.StartsWith("Docs:", StringComparison.Ordinal))
                Lines.Add(line);
        }
    }
}
