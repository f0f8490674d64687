using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Web.Tests.Faults;

namespace Rondo.Web.Tests.Framework;

/// <summary>Requests that cannot be read, and paths with odd characters: each is answered with a problem.</summary>
public sealed class PathCharacterTests
{
    private static readonly string[] s_odd = ["%01", "%0A", "%0D%0A", "%1F", "%7F", "%ff", "%c3%28", "%2F", "%5C", "%e2%80%ae", "%zz", "%u0041"];

    public static TheoryData<string, string> All => Hosts.All;

    public static TheoryData<string, string> OnRondo => Hosts.OnRondo;

    [Theory]
    [MemberData(nameof(OnRondo))]
    public async Task A_NUL_in_a_path_is_a_problem(string host, string environment) => await Hosts.RunAsync(host, environment, Map, async client =>
    {
        foreach (var path in new[] { "/int/1%00", "/int/%00", "/text/a%00b", "/guid/%00", "/flag/true%00", "/date/%00", "/day/Monday%00", "/missing/%00" })
        {
            Assert.Equal(
                """400 {"title":"Bad Request","status":400,"detail":"Invalid request target: its path has a NUL character (%00)."}""",
                await client.AnswerAsync(path));
            Assert.Equal("400 ", await client.AnswerAsync(path, HttpMethod.Head));
        }

        Assert.Equal("200 1", await client.AnswerAsync("/int/1"));
    });

    [Theory]
    [MemberData(nameof(All))]
    public async Task Other_odd_characters_are_part_of_the_value(string host, string environment) => await Hosts.RunAsync(host, environment, Map, async client =>
    {
        foreach (var odd in s_odd)
        {
            foreach (var path in new[] { "/int/1", "/guid/", "/flag/true", "/date/2026-01-01", "/day/Monday" })
            {
                var answer = await client.AnswerAsync(path + odd);
                Assert.True(answer.StartsWith("""422 {"title":"The request has invalid input","status":422,"errors":[{"in":"path",""", StringComparison.Ordinal), $"{path}{odd}: {answer}");
            }

            Assert.StartsWith("200 a", await client.AnswerAsync("/text/a" + odd), StringComparison.Ordinal);
        }
    });

    [Theory]
    [InlineData("GET / http/1.1\r\nHost: a\r\n\r\n", 400, "Bad Request", "Invalid request line.")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400, "Bad Request", "Request is missing Host header.")]
    [InlineData("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "HTTP Version Not Supported", "Unrecognized HTTP version: 'HTTP/2.0'.")]
    [InlineData("POST /int/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "Not Implemented", "The transfer coding 'gzip' is unknown: only \\u0022chunked\\u0022 is decoded.")]
    [InlineData("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 405, "Method Not Allowed", "The target * is for the OPTIONS method only.")]
    [InlineData("GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 405, "Method Not Allowed", "Request target must be in authority form only for the CONNECT method.")]
    public async Task A_request_that_cannot_be_read_is_a_problem(string request, int status, string title, string detail)
    {
        var answer = await AskAsync(request);
        Assert.StartsWith($"HTTP/1.1 {status} {title}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
        var body = $$"""{"title":"{{title}}","status":{{status}},"detail":"{{detail.Replace("\\u0022", "\\\"", StringComparison.Ordinal)}}"}""";
        Assert.EndsWith("\r\n\r\n" + body, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_large_a_head_is_a_problem()
    {
        Assert.Contains("{\"title\":\"URI Too Long\",\"status\":414,", await AskAsync($"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(
            "{\"title\":\"Request Header Fields Too Large\",\"status\":431,",
            await AskAsync($"GET / HTTP/1.1\r\nHost: a\r\nX-A: {new string('a', 33_000)}\r\n\r\n"),
            StringComparison.Ordinal);
    }

    /// <summary>The last request's path is not the malformed one's.</summary>
    [Fact]
    public async Task A_problem_can_be_customized_and_knows_nothing_of_the_request_before()
    {
        var answer = await AskAsync(
            "HEAD /int/1 HTTP/1.1\r\nHost: a\r\n\r\nGET / http/1.1\r\n\r\n",
            builder => builder.Services.AddProblemDetails(static options => options.CustomizeProblemDetails = static context =>
                context.ProblemDetails.Instance = $"at '{context.HttpContext.Request.Path}'"));
        Assert.EndsWith("""{"title":"Bad Request","status":400,"detail":"Invalid request line.","instance":"at ''"}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_426_keeps_the_connection()
    {
        var answer = await AskAsync("GET /socket HTTP/1.1\r\nHost: a\r\n\r\nGET /int/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 426 Upgrade Required\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n7", answer, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(string request, Action<RondoAppBuilder>? configure = null)
    {
        await using var app = ApiTest.App(Map, builder =>
        {
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            configure?.Invoke(builder);
        });
        await app.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
        await client.GetStream().SendAsync(request);
        var answer = await client.GetStream().ReadAllAsync();
        await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
        return answer;
    }

    private static void Map(RondoApp app)
    {
        app.Get("/int/{value}", (int value) => value);
        app.Get("/text/{value}", (string value) => value);
        app.Get("/guid/{value}", (Guid value) => value);
        app.Get("/flag/{value}", (bool value) => value);
        app.Get("/date/{value}", (DateOnly value) => value);
        app.Get("/day/{value}", (DayOfWeek value) => value);
        app.WebSocket("/socket", (WebSocketSession<string, string> session) => Task.CompletedTask);
    }
}
