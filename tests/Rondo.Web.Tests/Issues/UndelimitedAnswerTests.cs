using System.Net.Sockets;
using System.Text;
using Rondo.Server;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>An answer to HTTP/1.0 that has no length ends with its connection: one that was cut off ended as a whole one does.</summary>
public class UndelimitedAnswerTests
{
    private static readonly string[] s_cutOff = ["/throws", "/deadline", "/io-error"];

    public static TheoryData<bool, string> Broken
    {
        get
        {
            var data = new TheoryData<bool, string>();
            foreach (var onKestrel in new[] { false, true })
            {
                foreach (var path in s_cutOff)
                    data.Add(onKestrel, path);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task An_answer_that_is_cut_off_ends_in_a_reset(bool onKestrel, string path)
    {
        await using var server = await StartAsync(onKestrel);
        foreach (var keepAlive in new[] { "", "Connection: keep-alive\r\n" })
            Assert.EndsWith(" reset", await AskAsync(server, $"GET {path} HTTP/1.0\r\n{keepAlive}\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task The_client_gets_what_was_sent_before_the_reset(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, Map);
        await using var stream = await app.ConnectAsync();
        Assert.EndsWith("\r\n\r\nbegun reset", await AskAsync(stream, "GET /throws HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_has_ended_its_side_is_reset_too(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, Map);
        await using var stream = await app.ConnectAsync();
        await stream.WriteAsync("GET /waits HTTP/1.0\r\n\r\n"u8.ToArray());
        stream.Socket.Shutdown(SocketShutdown.Send);
        Assert.EndsWith(" reset", await ReadAsync(stream), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_answer_ends_with_its_connection(bool onKestrel)
    {
        await using var server = await StartAsync(onKestrel);
        Assert.EndsWith("\r\n\r\nbegun end closed", await AskAsync(server, "GET /whole HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /length HTTP/1.0\r\n\r\n")]
    public async Task An_answer_whose_end_the_client_can_see_is_not_reset(string request)
    {
        await using var server = await StartAsync(onKestrel: false);
        Assert.EndsWith(" closed", await AskAsync(server, request), StringComparison.Ordinal);
    }

    private static Task<AnyServer> StartAsync(bool onKestrel) => AnyServer.StartAsync(onKestrel, Map);

    private static void Map(WebApplication app)
    {
        app.MapGet("/throws", static async context =>
        {
            await BeginAsync(context);
            throw new InvalidOperationException("broken");
        });
        app.MapGet("/io-error", static async context =>
        {
            await BeginAsync(context);
            throw new IOException("broken");
        });
        app.MapGet("/deadline", static async context =>
        {
            CancelScope.Current!.CancelAfter(TimeSpan.FromMilliseconds(20));
            await BeginAsync(context);
            await EventLoop.SleepForever();
        });
        app.MapGet("/waits", static async context =>
        {
            await BeginAsync(context);
            await EventLoop.SleepForever();
        });
        app.MapGet("/whole", static async context =>
        {
            await BeginAsync(context);
            await EventLoop.Yield();
            await context.Response.WriteAsync(" end");
        });
        app.MapGet("/length", static async context =>
        {
            context.Response.ContentLength = 10;
            await BeginAsync(context);
            throw new InvalidOperationException("broken");
        });
    }

    private static async Task BeginAsync(HttpContext context)
    {
        await context.Response.WriteAsync("begun");
        await context.Response.Body.FlushAsync();
    }

    private static async Task<string> AskAsync(AnyServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.EndPoint);
        return await AskAsync(client.GetStream(), request);
    }

    private static async Task<string> AskAsync(NetworkStream stream, string request)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        return await ReadAsync(stream);
    }

    /// <summary>The bytes that come, and how the connection ends.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer).AsTask().WaitAsync(Eventually.Patience)) > 0)
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            return $"{text} closed";
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return $"{text} reset";
        }
    }
}
