using System.Net;
using System.Net.Http.Headers;

namespace Rondo.Web.Tests.Framework;

/// <summary>A built single-page app beside the API.</summary>
public sealed class FrontendTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rondo-frontend-").FullName;

    public FrontendTests()
    {
        Directory.CreateDirectory(At("dist/assets"));
        Directory.CreateDirectory(At("dist/.git"));
        Directory.CreateDirectory(At("dist-secret"));
        File.WriteAllText(At("dist/index.html"), "<html>app</html>");
        File.WriteAllText(At("dist/assets/app-Bx12y3z4.js"), "app()");
        File.WriteAllText(At("dist/assets/app-Bx12y3z4.js.br"), "br");
        File.WriteAllText(At("dist/assets/app-Bx12y3z4.js.gz"), "gz");
        File.WriteAllText(At("dist/vendor-bootstrap.css"), "css");
        File.WriteAllText(At("dist/.git/config"), "secret");
        File.WriteAllText(At("dist-secret/key"), "secret");
        File.WriteAllText(At("secret"), "secret");
    }

    public static TheoryData<string, string> All => Hosts.All;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory, MemberData(nameof(All))]
    public Task Files_pages_and_the_api_are_told_apart(string host, string environment) => Hosts.RunAsync(host, environment, Map, async client =>
    {
        var cases = new (string Method, string Path, string Accept, string Answer)[]
        {
            ("GET", "/", "text/html", "200 <html>app</html>"),
            ("GET", "/", "*/*", "200 <html>app</html>"),
            ("GET", "/dishes/7/edit", "text/html,*/*;q=0.8", "200 <html>app</html>"),
            ("GET", "/dishes/7/edit", "application/json", "404 problem"),
            ("GET", "/dishes/7/edit", "*/*", "404 problem"),
            ("POST", "/dishes/7/edit", "text/html", "404 problem"),
            ("GET", "/assets/missing.js", "text/html", "404 problem"),
            ("GET", "/vendor-bootstrap.css", "*/*", "200 css"),
            ("HEAD", "/vendor-bootstrap.css", "*/*", "200 "),
            ("GET", "/api/dish", "text/html", "200 soup"),
            ("GET", "/api/none", "text/html", "404 problem"),
            ("GET", "/api/order", "text/html", "405 problem"),
            ("GET", "/../secret", "*/*", "404 problem"),
            ("GET", "/%2e%2e/secret", "*/*", "404 problem"),
            ("GET", "/..%2fsecret", "*/*", "404 problem"),
            ("GET", "/..%5csecret", "*/*", "404 problem"),
            ("GET", "/../dist-secret/key", "*/*", "404 problem"),
            ("GET", "/.git/config", "*/*", "404 problem"),
            ("GET", "/assets/app-Bx12y3z4.js.br", "*/*", "404 problem"),
        };
        foreach (var (method, path, accept, answer) in cases)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await client.SendAsync(request);
            var shown = response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? "problem" : await response.Content.ReadAsStringAsync();
            Assert.Equal((method, path, accept, answer), (method, path, accept, $"{(int)response.StatusCode} {shown}"));
        }
    });

    [Theory, MemberData(nameof(All))]
    public Task Files_carry_validators_and_their_age(string host, string environment) => Hosts.RunAsync(host, environment, Map, async client =>
    {
        using var page = await client.GetAsync("/");
        Assert.Equal(("no-cache", "text/html"), (page.Headers.CacheControl!.ToString(), page.Content.Headers.ContentType!.ToString()));
        Assert.NotNull(page.Content.Headers.LastModified);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using var same = await client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var css = await client.GetAsync("/vendor-bootstrap.css");
        Assert.Equal("no-cache", css.Headers.CacheControl!.ToString());
        using var part = new HttpRequestMessage(HttpMethod.Get, "/vendor-bootstrap.css") { Headers = { Range = new RangeHeaderValue(1, 1) } };
        using var range = await client.SendAsync(part);
        Assert.Equal((HttpStatusCode.PartialContent, "s"), (range.StatusCode, await range.Content.ReadAsStringAsync()));
    });

    [Theory, MemberData(nameof(All))]
    public Task Compressed_files_are_sent_to_clients_that_accept_them(string host, string environment) => Hosts.RunAsync(host, environment, Map, async client =>
    {
        foreach (var (accepted, encoding, text) in new[]
        {
            ("gzip, br", "br", "br"), ("gzip", "gzip", "gz"), ("br;q=0, gzip;q=0.5", "gzip", "gz"), ("br;q=0.1, gzip", "gzip", "gz"),
            ("*", "br", "br"), ("identity", "", "app()"), ("", "", "app()"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/app-Bx12y3z4.js");
            if (accepted.Length > 0)
                request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            using var response = await client.SendAsync(request);
            Assert.Equal((accepted, encoding, text), (accepted, string.Join(',', response.Content.Headers.ContentEncoding), await response.Content.ReadAsStringAsync()));
            Assert.Equal("Accept-Encoding", string.Join(',', response.Headers.Vary));
            Assert.Equal(["immutable", "max-age=31536000", "public"], response.Headers.GetValues("Cache-Control").SelectMany(static each => each.Split(", ")).Order());
            Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        }
    });

    [Theory, MemberData(nameof(All))]
    public Task A_frontend_lives_below_a_path_and_a_path_base(string host, string environment) => Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.UsePathBase("/base");
            app.Frontend("/admin", At("dist"));
        },
        async client =>
        {
            Assert.Equal("200 <html>app</html>", await client.AnswerAsync("/base/admin/"));
            Assert.Equal("200 css", await client.AnswerAsync("/base/admin/vendor-bootstrap.css"));
            Assert.StartsWith("404 ", await client.AnswerAsync("/vendor-bootstrap.css"), StringComparison.Ordinal);
            Assert.StartsWith("404 ", await client.AnswerAsync("/administrator/", header: "Accept: text/html"), StringComparison.Ordinal);
        });

    [Fact]
    public void A_missing_folder_or_page_ends_the_start()
    {
        var missing = Assert.Throws<InvalidOperationException>(() => ApiTest.App(app => app.Frontend("/", At("none"))));
        Assert.Equal($"The folder '{At("none")}' of app.Frontend(\"/\", \"{At("none")}\") does not exist: build the frontend, or correct the folder.", missing.Message);
        var empty = Assert.Throws<InvalidOperationException>(() => ApiTest.App(app => app.Frontend("/", At("dist-secret"))));
        Assert.Equal($"The folder '{At("dist-secret")}' of app.Frontend(\"/\", \"{At("dist-secret")}\") has no index.html: build the frontend, or correct the folder.", empty.Message);
        Assert.Throws<ArgumentException>(() => ApiTest.App(app => app.Frontend("admin", At("dist"))));
    }

    private string At(string name) => Path.Combine(_root, name);

    private void Map(RondoApp app)
    {
        app.Frontend("/", At("dist"));
        app.Get("/api/dish", () => "soup");
        app.Get("/api/none", string () => throw new NotFound("No such dish."));
        app.Post("/api/order", () => "ordered");
    }
}
