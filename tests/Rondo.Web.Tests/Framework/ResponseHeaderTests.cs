using Microsoft.AspNetCore.Http.Features;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Framework;

/// <summary>Text of the app's in response headers that does not fit there: a Location is encoded, anything else is an error that names it.</summary>
public sealed class ResponseHeaderTests
{
    private const string Greeting = "gr\u00fc\u00dfe \u20ac";
    private const string Refused =
        """The response header X-Greeting cannot have the value 'gr\u00fc\u00dfe \u20ac': the character U+00FC is not ASCII. Encode the value, for instance with Uri.EscapeDataString, or set KestrelServerOptions.ResponseHeaderEncodingSelector.""";

    public static TheoryData<string, string> All => Hosts.All;

    public static TheoryData<string, string> OnRondo => Hosts.OnRondo;

    /// <summary>As browsers encode a URL. Kestrel refuses it.</summary>
    [Theory]
    [InlineData("/gr\u00fc\u00dfe?n=\u00e4#\u20ac", "/gr%C3%BC%C3%9Fe?n=%C3%A4#%E2%82%AC")]
    [InlineData("/already%20\u00fc", "/already%20%C3%BC")]
    [InlineData("https://m\u00fcnchen.example:8080/\u00fc?q=//\u00fc", "https://xn--mnchen-3ya.example:8080/%C3%BC?q=//%C3%BC")]
    [InlineData("//b\u00fccher.example", "//xn--bcher-kva.example")]
    [InlineData("/a?next=//\u00fc", "/a?next=//%C3%BC")]
    [InlineData("/\ud83d\ude00", "/%F0%9F%98%80")]
    public async Task A_location_is_percent_encoded(string location, string encoded)
    {
        foreach (var row in Hosts.OnRondo)
        {
            await Hosts.RunAsync(row.Data.Item1, row.Data.Item2, app => MapLocations(app, location), async client =>
            {
                foreach (var path in new[] { "/redirect", "/result", "/permanent", "/created", "/accepted", "/header", "/starting", "/error", "/refused" })
                {
                    using var response = await client.GetAsync(path);
                    Assert.True((int)response.StatusCode is >= 200 and < 300 or 302 or 308 or 409, $"{path}: {response.StatusCode}");
                    Assert.Equal(encoded, Assert.Single(response.Headers.NonValidated["Location"]));
                }
            });
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_value_that_is_not_ASCII_is_an_error_with_a_problem(string host, string environment)
    {
        var log = new CollectedLog();
        await Hosts.RunAsync(
            host,
            environment,
            app =>
            {
                app.Get("/header", (HttpResponse response) => { response.Headers["X-Greeting"] = Greeting; });
                app.Get("/async", async (HttpResponse response) =>
                {
                    await Task.Yield();
                    response.Headers.Append("X-Greeting", Greeting);
                    return 1;
                });
                app.Get("/result", () => new Greeted());
                app.MapGet("/mapped", (HttpResponse response) => { response.Headers["X-Greeting"] = Greeting; });
                app.Get("/handled", string () => throw new NotSupportedException());
                app.OnError<NotSupportedException>(_ => new Greeted());
            },
            async client =>
            {
                foreach (var path in new[] { "/header", "/async", "/result", "/mapped", "/handled" })
                    AssertProblem(await client.AnswerAsync(path), environment);
                if (host != Hosts.Kestrel)
                    Assert.Equal(5, log.All.Count(static line => line.Contains(Refused, StringComparison.Ordinal)));
            },
            builder => builder.Logging.AddProvider(log));
    }

    [Theory]
    [MemberData(nameof(OnRondo))]
    public async Task A_value_that_middleware_sets_at_the_start_is_an_error_with_a_problem(string host, string environment)
    {
        var log = new CollectedLog();
        await Hosts.RunAsync(
            host,
            environment,
            app =>
            {
                app.Use((HttpContext http, RequestDelegate next) =>
                {
                    http.Response.OnStarting(() =>
                    {
                        http.Response.Headers["X-Greeting"] = Greeting;
                        return Task.CompletedTask;
                    });
                    return next(http);
                });
                app.Get("/value", () => new Page(1));
                app.Get("/nothing", () => { });
                app.Get("/missing", string () => throw new NotFound("no"));
            },
            async client =>
            {
                foreach (var path in new[] { "/value", "/nothing", "/missing" })
                    AssertProblem(await client.AnswerAsync(path), environment);
                Assert.Equal("500 ", await client.AnswerAsync("/value", HttpMethod.Head));
                Assert.Contains(log.All, static entry => entry.Contains(Refused, StringComparison.Ordinal));
            },
            builder => builder.Logging.AddProvider(log));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_file_name_is_encoded_in_the_header_of_a_download(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/bytes", () => Results.File("a"u8.ToArray(), fileDownloadName: "gr\u00fc\u00dfe \u20ac.txt"));
            app.Get("/stream", () => Results.Stream(new MemoryStream("a"u8.ToArray()), fileDownloadName: "gr\u00fc\u00dfe \u20ac.txt"));
        },
        async client =>
        {
            foreach (var path in new[] { "/bytes", "/stream" })
            {
                using var response = await client.GetAsync(path);
                Assert.EndsWith("filename*=UTF-8''gr%C3%BC%C3%9Fe%20%E2%82%AC.txt", Assert.Single(response.Content.Headers.NonValidated["Content-Disposition"]), StringComparison.Ordinal);
            }
        });

    [Theory]
    [MemberData(nameof(OnRondo))]
    public async Task Messages_name_the_header_its_value_and_the_character(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/name", (HttpResponse response) => Message(() => response.Headers["X Gr\u00fc\u00dfe"] = "a"));
            app.Get("/control", (HttpResponse response) => Message(() => response.Headers["X-A"] = "a\r\nX-Injected: 1"));
            app.Get("/location", (HttpResponse response) => Message(() => response.Headers.Location = "/\u00fc\r\nX-Injected: 1"));
            app.Get("/cookie", (HttpResponse response) => Message(() => response.Headers.SetCookie = "token=secret\u00fc"));
            app.Get("/trailer", (HttpResponse response) => Message(() => response.AppendTrailer("X-Sum", "\u00fc")));
            app.Get("/phrase", (HttpResponse response) => Message(() => response.HttpContext.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Gr\u00fcn"));
            app.Get("/long", (HttpResponse response) => Message(() => response.Headers["X-A"] = new string('a', 250) + '\u00fc'));
        },
        async client =>
        {
            Assert.Equal("""200 The response header name 'X Gr\u00fc\u00dfe' has the character U+0020. A name consists of letters, digits and !#$%&'*+-.^_`|~.""", await client.AnswerAsync("/name"));
            Assert.Equal("""200 The response header X-A cannot have the value 'a\u000d\u000aX-Injected: 1': the character U+000D is a control character. Remove it from the value.""", await client.AnswerAsync("/control"));
            Assert.Equal("""200 The response header Location cannot have the value '/%C3%BC\u000d\u000aX-Injected: 1': the character U+000D is a control character. Remove it from the value.""", await client.AnswerAsync("/location"));
            Assert.Equal("""200 The response header Set-Cookie cannot have the value (not shown): the character U+00FC is not ASCII. Encode the value, for instance with Uri.EscapeDataString, or set KestrelServerOptions.ResponseHeaderEncodingSelector.""", await client.AnswerAsync("/cookie"));
            Assert.StartsWith("""200 The response header X-Sum cannot have the value '\u00fc': the character U+00FC is not ASCII.""", await client.AnswerAsync("/trailer"), StringComparison.Ordinal);
            Assert.Equal("""200 The reason phrase 'Gr\u00fcn' has the character U+00FC, which is not ASCII. Use visible ASCII characters.""", await client.AnswerAsync("/phrase"));
            Assert.StartsWith($"200 The response header X-A cannot have the value '{new string('a', 200)}…': the character U+00FC is not ASCII.", await client.AnswerAsync("/long"), StringComparison.Ordinal);
        });

    private static void AssertProblem(string answer, string environment)
    {
        Assert.StartsWith("""500 {"title":"Internal Server Error","status":500""", answer, StringComparison.Ordinal);
        Assert.Equal(environment == "Development", answer.Contains("not ASCII", StringComparison.Ordinal) || answer.Contains("non-ASCII", StringComparison.Ordinal));
    }

    private static void MapLocations(RondoApp app, string location)
    {
        app.Get("/redirect", (HttpResponse response) => response.Redirect(location));
        app.Get("/result", () => Results.Redirect(location));
        app.Get("/permanent", () => TypedResults.Redirect(location, permanent: true, preserveMethod: true));
        app.Get("/created", () => TypedResults.Created(location, "a"));
        app.Get("/accepted", () => Results.Accepted(location));
        app.Get("/header", (HttpResponse response) => { response.Headers.Location = location; });
        app.Get("/starting", (HttpResponse response) =>
        {
            response.OnStarting(() =>
            {
                response.Headers["location"] = location;
                return Task.CompletedTask;
            });
            return "a";
        });
        app.Get("/error", string () => throw new NotSupportedException());
        app.OnError<NotSupportedException>(_ => Results.Redirect(location));
        app.Get("/refused", string () => throw new Conflict("there") { Headers = { ["Location"] = location } });
    }

    private static string Message(Action act) => Assert.Throws<InvalidOperationException>(act).Message;

    internal sealed record Page(int Size);

    internal sealed class Greeted : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers["X-Greeting"] = Greeting;
            return httpContext.Response.WriteAsync("never");
        }
    }
}
