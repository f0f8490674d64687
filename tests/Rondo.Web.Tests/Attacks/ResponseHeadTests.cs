using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Text of the app that goes into a response's head: none of it ends a line, or the head.</summary>
public class ResponseHeadTests
{
    private const string Injected = "X-Injected";

    private static readonly string[] s_bad = ["a\r\nX-Injected: 1", "a\nX-Injected: 1", "a\rX-Injected: 1", "a\r\n\r\nX-Injected", "a\0b", "a\u0001b", "a\u007fb", "\u010d\u010aX-Injected: 1", "a\u2028b", "a\u00fcb"];

    private static readonly Dictionary<string, Action<HttpContext, string>> s_places = new()
    {
        ["reason phrase"] = static (context, text) => context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = text,
        ["header value"] = static (context, text) => context.Response.Headers["X-A"] = text,
        ["second header value"] = static (context, text) => context.Response.Headers.Append("X-A", new(["good", text])),
        ["header name"] = static (context, text) => context.Response.Headers[text] = "b",
        ["content type"] = static (context, text) => context.Response.ContentType = text,
        ["Content-Length"] = static (context, text) => context.Response.Headers.ContentLength = long.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
        ["cookie path"] = static (context, text) => context.Response.Cookies.Append("c", "v", new CookieOptions { Path = text }),
        ["cookie domain"] = static (context, text) => context.Response.Cookies.Append("c", "v", new CookieOptions { Domain = text }),
        ["trailer value"] = static (context, text) => context.Response.AppendTrailer("X-A", text),
        ["trailer name"] = static (context, text) => context.Response.AppendTrailer(text, "b"),
        ["declared trailer"] = static (context, text) => context.Response.DeclareTrailer(text),
    };

    public static TheoryData<string> Places => [.. s_places.Keys];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Text_that_could_end_a_line_throws_where_it_is_set_and_nothing_of_it_is_sent(string place)
    {
        var thrown = 0;
        await using var app = await AnyServer.StartAsync(onKestrel: false, app => app.Run(context =>
        {
            var text = s_bad[int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture)];
            Assert.ThrowsAny<Exception>(() => s_places[place](context, text));
            thrown++;
            return Task.CompletedTask;
        }));
        for (var i = 0; i < s_bad.Length; i++)
        {
            var answer = await AskAsync(app, $"/{i}");
            Assert.Matches("^HTTP/1.1 (200 OK|302 Found)\n", answer); // a redirect's status is set before its location
            Assert.DoesNotContain(Injected, answer, StringComparison.Ordinal);
        }

        Assert.Equal(s_bad.Length, thrown);
    }

    /// <summary>Its other characters are encoded.</summary>
    [Fact]
    public async Task A_location_with_a_control_character_throws_where_it_is_set()
    {
        await using var app = await AnyServer.StartAsync(onKestrel: false, app => app.Run(context =>
        {
            var text = s_bad[int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture)];
            if (text.Any(char.IsControl))
                Assert.Throws<InvalidOperationException>(() => context.Response.Headers.Location = text);
            else
                context.Response.Headers.Location = text;
            return Task.CompletedTask;
        }));
        for (var i = 0; i < s_bad.Length; i++)
        {
            var answer = await AskAsync(app, $"/{i}");
            Assert.StartsWith("HTTP/1.1 200 OK\n", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("\n" + Injected, answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cookies_name_and_value_are_escaped()
    {
        await using var app = await AnyServer.StartAsync(onKestrel: false, app => app.Run(context =>
        {
            context.Response.Cookies.Append("a\r\nX-Injected: 1", "a\r\nX-Injected: 1");
            return Task.CompletedTask;
        }));
        Assert.DoesNotContain("\n" + Injected, await AskAsync(app, "/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", "\u0a0d")]
    [InlineData("utf-16", "\u0d0a")]
    [InlineData("utf-16", "plain")]
    [InlineData("utf-8", "a\r\nX-Injected: 1")]
    public async Task An_encoding_of_headers_cannot_make_a_line_end(string encoding, string value)
    {
        await using var app = await AnyServer.StartAsync(
            onKestrel: false,
            app => app.Run(context =>
            {
                Assert.Throws<InvalidOperationException>(() => context.Response.Headers["X-A"] = value);
                return Task.CompletedTask;
            }),
            build: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ResponseHeaderEncodingSelector = name => name == "X-A" ? Encoding.GetEncoding(encoding) : null));
        Assert.StartsWith("HTTP/1.1 200 OK\n", await AskAsync(app, "/"), StringComparison.Ordinal);
    }

    /// <summary>A client takes what has an interim status for a promise, and the next response for this one.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(42)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(102)]
    [InlineData(103)]
    [InlineData(199)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public async Task A_status_that_ends_no_response_throws_where_it_is_set(int status)
    {
        await using var app = await AnyServer.StartAsync(onKestrel: false, app => app.Run(context =>
        {
            if (context.Request.Path == "/throw")
                throw new BadHttpRequestException("of the app's own", status);
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => context.Response.StatusCode = status);
            Assert.StartsWith("A response's status is 200 to 999, or 101 for an upgrade: clients wait for another response behind an interim one.", exception.Message, StringComparison.Ordinal);
            return Task.CompletedTask;
        }));
        Assert.StartsWith("HTTP/1.1 200 OK\n", await AskAsync(app, "/"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 500 Internal Server Error\n", await AskAsync(app, "/throw"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_phrase_of_visible_characters_is_sent()
    {
        await using var app = await AnyServer.StartAsync(onKestrel: false, app => app.Run(context =>
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "All Is\tWell: {\"a\"}";
            return Task.CompletedTask;
        }));
        Assert.StartsWith("HTTP/1.1 200 All Is\tWell: {\"a\"}\n", await AskAsync(app, "/"), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(AnyServer app, string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.EndPoint);
        await client.GetStream().SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        return (await client.GetStream().ReadAllAsync()).Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
