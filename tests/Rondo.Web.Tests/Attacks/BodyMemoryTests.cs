using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api;
using Rondo.Server;
using Rondo.Server.Requests;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Many bodies that are read at a time: their memory has one limit, on both servers.</summary>
public class BodyMemoryTests
{
    private const int Limit = 3_000_000;
    private const int Large = 1_600_000;

    private static readonly Dictionary<string, (string Path, string Type, Func<int, string> Body)> s_kinds = new()
    {
        ["JSON"] = ("/json", "application/json", static size => $"[{new string(' ', size - 2)}]"),
        ["urlencoded form"] = ("/form", "application/x-www-form-urlencoded", static size => "name=" + new string('x', size - 5)),
        ["multipart form"] = ("/form", "multipart/form-data; boundary=b", static size => Part("name=name", new string('x', size))),
        ["junk before a multipart form"] = ("/form", "multipart/form-data; boundary=b", static size => "x--b\r\nContent-Disposition: form-data; name=name\r\n\r\n" + new string('x', size) + "\r\n--b--\r\n"),
        ["value with a file's words"] = ("/form", "multipart/form-data; boundary=b", static size => "--b\r\nContent-Disposition: form-data; name=name\r\n\r\nx\r\n" + Part("name=\"filename=name\"\r\nX-filename: a", new string('x', size))),
    };

    public static TheoryData<bool, string, bool> Kinds
    {
        get
        {
            var all = new TheoryData<bool, string, bool>();
            foreach (var kind in s_kinds.Keys)
            {
                foreach (var onKestrel in new[] { false, true })
                {
                    all.Add(onKestrel, kind, false);
                    all.Add(onKestrel, kind, true);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bodies_beyond_the_memory_for_all_are_answered_503_and_other_requests_are_served(bool onKestrel, string kind, bool chunked)
    {
        await using var app = await StartAsync(onKestrel);
        var budget = app.Services.GetRequiredService<BodyBudget>();
        var body = s_kinds[kind].Body(Large);
        using (var holder = await BeginAsync(app, kind, body, chunked))
        {
            await Eventually.TrueAsync(() => budget.Used > Large / 3);
            await SendAsync(holder, body[(Large / 2)..^1], chunked);
            await Eventually.TrueAsync(() => budget.Used > Large * 9 / 10);
            var before = budget.Used;
            using var second = await BeginAsync(app, kind, body, chunked);
            await Eventually.TrueAsync(() => budget.Used > before || second.Available > 0);
            await SendAsync(second, body[(Large / 2)..], chunked, isLast: true);
            var answer = await ReadAsync(second);
            Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nRetry-After: 1\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("""{"title":"Service Unavailable","status":503,"detail":"The server has no memory left for the bodies of requests. Send the request again later."}""", answer, StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(app, kind, s_kinds[kind].Body(1000), chunked), StringComparison.Ordinal);
        }

        await Eventually.TrueAsync(() => budget.Used == 0);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(app, kind, body, chunked), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => budget.Used == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_counts_only_as_far_as_it_is_in_memory(bool onKestrel)
    {
        await using var app = await StartAsync(onKestrel);
        const string kind = "multipart form";
        var file = Part("name=file; filename=\"a.bin\"", new string('x', 4 * Limit));
        Assert.EndsWith($"\r\n\r\n{4 * Limit}", await AskAsync(app, kind, file, chunked: false, "/file"), StringComparison.Ordinal);
        Assert.Equal(0, app.Services.GetRequiredService<BodyBudget>().Used);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    public async Task A_limit_that_lets_nothing_through_is_refused_at_the_start(long limit)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(onKestrel: false, limit));
        Assert.Equal($"RondoServerOptions.MaxBufferedBodyBytes is {limit}: it has to be at least 1, or null for no limit.", exception.Message);
    }

    [Fact]
    public async Task Without_a_limit_every_body_is_read()
    {
        await using var app = await StartAsync(onKestrel: false, null);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(app, "JSON", s_kinds["JSON"].Body(3 * Limit), chunked: true), StringComparison.Ordinal);
    }

    private static string Part(string disposition, string value) => $"--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{value}\r\n--b--\r\n";

    private static Task<AnyServer> StartAsync(bool onKestrel, long? limit = Limit) => AnyServer.StartAsync(
        onKestrel,
        app =>
        {
            app.Post("/json", (List<int> numbers) => numbers.Count);
            app.Post("/form", ([FromForm] string name) => name.Length);
            app.Post("/file", (IFormFile file) => file.Length);
        },
        build: builder =>
        {
            builder.Services.AddRondoApi();
            builder.Services.Configure<RondoServerOptions>(options => options.MaxBufferedBodyBytes = limit);
            builder.Services.Configure<FormOptions>(static options => options.ValueLengthLimit = 4 * Limit);
        });

    /// <summary>Sends the head and half of the body.</summary>
    private static async Task<Socket> BeginAsync(AnyServer app, string kind, string body, bool chunked, string? path = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(app.EndPoint);
        var framing = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {path ?? s_kinds[kind].Path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {s_kinds[kind].Type}\r\n{framing}\r\n\r\n"));
        await SendAsync(socket, body[..Math.Min(body.Length, Large / 2)], chunked);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string part, bool chunked, bool isLast = false)
    {
        var bytes = chunked ? $"{(part.Length > 0 ? $"{part.Length:x}\r\n{part}\r\n" : "")}{(isLast ? "0\r\n\r\n" : "")}" : part;
        await new NetworkStream(socket).WriteAsync(Encoding.ASCII.GetBytes(bytes)).AsTask().WaitAsync(Eventually.Patience);
    }

    private static async Task<string> AskAsync(AnyServer app, string kind, string body, bool chunked, string? path = null)
    {
        using var socket = await BeginAsync(app, kind, body, chunked, path);
        await SendAsync(socket, body[Math.Min(body.Length, Large / 2)..], chunked, isLast: true);
        return await ReadAsync(socket);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        return await reader.ReadToEndAsync().WaitAsync(Eventually.Patience);
    }
}
