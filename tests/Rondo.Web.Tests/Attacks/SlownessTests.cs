using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Clients that take their time. The limits are short here; how long it takes is not looked at, only that it comes.</summary>
public class SlownessTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Kestrel allows no shorter one: its heart beats once a second.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.1);

    [Theory]
    [InlineData("G")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n")]
    public async Task Row_18_A_head_that_does_not_end_is_given_up(string start)
    {
        await using var app = await StartAsync(static _ => Task.CompletedTask, static limits => limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1));
        await using var client = await app.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(start));
        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", await ReadToEndAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_18_A_head_that_trickles_is_given_up()
    {
        await using var app = await StartAsync(static _ => Task.CompletedTask, static limits => limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1));
        await using var client = await app.ConnectAsync();
        await client.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nX-A: "u8.ToArray());
        var answer = ReadToEndAsync(client);
        await TrickleAsync(client, answer);
        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", await answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 1000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task Row_19_A_body_that_does_not_come_is_given_up(string framing)
    {
        await using var app = await StartAsync(static context => context.Request.Body.CopyToAsync(Stream.Null), static limits => limits.MinRequestBodyDataRate = new MinDataRate(240, s_grace));
        await using var client = await app.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n"));
        var answer = await ReadToEndAsync(client);
        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_19_A_body_that_trickles_is_given_up()
    {
        await using var app = await StartAsync(static context => context.Request.Body.CopyToAsync(Stream.Null), static limits => limits.MinRequestBodyDataRate = new MinDataRate(240, s_grace));
        await using var client = await app.ConnectAsync();
        await client.WriteAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray());
        var answer = ReadToEndAsync(client);
        await TrickleAsync(client, answer);
        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_20_A_client_that_does_not_read_is_let_go_and_holds_little()
    {
        long written = 0;
        var aborted = Eventually.Source();
        await using var app = await StartAsync(
            async context =>
            {
                context.RequestAborted.Register(() => aborted.TrySetResult());
                var chunk = new byte[64 * 1024];
                for (var i = 0; i < 16 * 1024 && !context.RequestAborted.IsCancellationRequested; i++)
                {
                    await context.Response.Body.WriteAsync(chunk);
                    Interlocked.Add(ref written, chunk.Length);
                }
            },
            static limits => limits.MinResponseDataRate = new MinDataRate(1_000_000, s_grace));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        await aborted.Soon();
        // The kernel's buffers take some megabytes; the server's own add 64 KB to that, not the gigabyte.
        Assert.InRange(Interlocked.Read(ref written), 1, 32 * 1024 * 1024);
        await using var client = new NetworkStream(socket);
        await Assert.ThrowsAsync<IOException>(() => client.CopyToAsync(Stream.Null).WaitAsync(s_patience)); // reset
    }

    private static Task<ServedApp> StartAsync(RequestDelegate handle, Action<KestrelServerLimits> limit) => ServedApp.StartAsync(
        AvailableDrivers.All[0],
        app => app.Run(handle),
        build: builder => builder.WebHost.ConfigureKestrel(kestrel => limit(kestrel.Limits)));

    /// <summary>A byte now and then, far below any limit, until the server has had enough.</summary>
    private static async Task TrickleAsync(NetworkStream client, Task answer)
    {
        try
        {
            for (var i = 0; i < 200 && !answer.IsCompleted; i++)
            {
                await client.WriteAsync("x"u8.ToArray());
                await Task.WhenAny(answer, Task.Delay(100));
            }
        }
        catch (IOException)
        {
            // It has.
        }
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(s_patience) is > 0 and var read)
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // Reset: what trickled in is unread.
        }

        return text.ToString();
    }
}
