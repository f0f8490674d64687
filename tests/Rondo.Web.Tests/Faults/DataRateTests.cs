using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Server;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Faults;

/// <summary>Peers below the minimum data rates, on every driver. Attacks/SlownessTests has the same as attacks.</summary>
[Trait("Speed", "Slow")]
public class DataRateTests
{
    /// <summary>Kestrel's options allow no shorter one.</summary>
    private static readonly MinDataRate s_rate = new(1_000_000, TimeSpan.FromSeconds(1.1));

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_body_that_stops_coming_is_answered_with_408(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nonly this");
        Assert.StartsWith("HTTP/1.1 408 ", await stream.ReadAllAsync());
        await app.AssertWellAsync();
    }

    /// <summary>At its rate it would have a minute for what it has sent; the rate looks back 10 seconds.</summary>
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_body_that_stops_coming_after_much_of_it_is_answered_with_408(string driver)
    {
        await using var app = await StartAsync(driver, build: static kestrel => kestrel.Limits.MaxRequestBodySize = null);
        await Task.WhenAll(new[] { "Content-Length: 100000000", "Transfer-Encoding: chunked" }.Select(async framing =>
        {
            await using var stream = await app.ConnectAsync();
            await stream.SendAsync($"POST /read HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n{(framing[0] == 'T' ? "5000000\r\n" : "")}");
            await stream.WriteAsync(new byte[60_000_000]);
            Assert.StartsWith("HTTP/1.1 408 ", await stream.ReadAllAsync());
        }));
        await app.AssertWellAsync();
    }

    /// <summary>The same for what it has read, and for what is left to read of one write.</summary>
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reader_that_stops_reading_a_large_answer_is_let_go_long_before_its_end_is_due(string driver)
    {
        await Task.WhenAll(new[] { (64L * 1024, "keep-alive"), (0, "close") }.Select(async each =>
        {
            var (buffer, connection) = each;
            await using var app = await StartAsync(driver, configure: options => options.MaxWriteBufferSize = buffer);
            using var socket = await ConnectAsync(app);
            await using var stream = new NetworkStream(socket);
            await stream.SendAsync($"GET /bytes/60000000 HTTP/1.1\r\nHost: a\r\nConnection: {connection}\r\n\r\n");
            await stream.ReadExactlyAsync(new byte[1_000_000]).AsTask().WaitAsync(Eventually.Patience);
            await app.AssertWellAsync();
        }));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reader_that_stops_reading_is_let_go(string driver)
    {
        await using var app = await StartAsync(driver);
        using var socket = await ConnectAsync(app);
        await using var stream = new NetworkStream(socket);
        await stream.SendAsync("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reader_that_leaves_only_the_end_of_an_answer_unread_is_let_go_too(string driver)
    {
        // From where the client's and the kernel's buffers are full, each answer ends with a bit more of it in the server's own, where no handler waits for it.
        await using var app = await StartAsync(driver);
        var sockets = new List<Socket>();
        for (var size = 16 * 1024; size <= 8 * 1024 * 1024; size += size / 8)
        {
            var socket = await ConnectAsync(app);
            sockets.Add(socket);
            await new NetworkStream(socket).SendAsync($"GET /bytes/{size} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        }

        await app.AssertWellAsync();
        foreach (var socket in sockets)
            socket.Dispose();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_body_that_stops_coming_is_answered_with_408_where_it_is_read_off_the_loop_too(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        // Nothing of the content: what is read after the first wait is read on the loop again.
        await stream.SendAsync("POST /read-elsewhere HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 408 ", await stream.ReadAllAsync());
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reader_that_stops_reading_is_let_go_where_it_is_written_to_off_the_loop_too(string driver)
    {
        await using var app = await StartAsync(driver);
        using var socket = await ConnectAsync(app);
        await using var stream = new NetworkStream(socket);
        await stream.SendAsync("GET /endless-elsewhere HTTP/1.1\r\nHost: a\r\n\r\n");
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_wait_off_the_loop_that_is_over_counts_no_longer(string driver)
    {
        var waiting = Eventually.Source();
        await using var app = await StartAsync(driver, app => app.MapPost("/pausing", context => Task.Run(async () =>
        {
            var first = context.Request.Body.ReadExactlyAsync(new byte[1]).AsTask();
            waiting.SetResult();
            await first;
            // Longer than any wait may take, of which this is none.
            await Task.Delay(s_rate.GracePeriod * 2);
            await context.Request.Body.ReadExactlyAsync(new byte[1]);
        })));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("POST /pausing HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n");
        await waiting.Soon();
        await stream.SendAsync("ab");
        Assert.StartsWith("HTTP/1.1 200 ", await stream.ReadAllAsync());
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reader_has_time_for_as_much_as_one_write_writes(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        await AssertPausingReaderGetsAllAsync(stream);
        await app.AssertWellAsync();
    }

    [Fact]
    public async Task A_reader_has_time_for_as_much_as_one_write_writes_under_TLS()
    {
        using var certificate = ServedApp.Certificate();
        await using var app = await StartAsync(AvailableDrivers.All[0], listen: listen => listen.UseHttps(certificate));
        await using var stream = new SslStream(await app.ConnectAsync(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("localhost");
        await AssertPausingReaderGetsAllAsync(stream);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reader_has_time_for_as_much_as_nobody_waited_to_send(string driver)
    {
        await using var app = await StartAsync(driver, configure: static options => options.MaxWriteBufferSize = 0);
        await using var stream = await app.ConnectAsync();
        await AssertPausingReaderGetsAllAsync(stream);
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reader_that_leaves_only_the_end_of_an_answer_unread_is_let_go_under_TLS_too(string driver)
    {
        using var certificate = ServedApp.Certificate();
        await using var app = await StartAsync(driver, listen: listen => listen.UseHttps(certificate));
        var streams = new List<SslStream>();
        for (var size = 16 * 1024; size <= 8 * 1024 * 1024; size += size / 4)
        {
            var stream = new SslStream(new NetworkStream(await ConnectAsync(app), ownsSocket: true), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
            streams.Add(stream);
            await stream.AuthenticateAsClientAsync("localhost");
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /bytes/{size} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        }

        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() == 0);
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    /// <summary>Far more than the kernel's buffers take, which at the lowest rate may take far longer than the pause.</summary>
    private static async Task AssertPausingReaderGetsAllAsync(Stream stream)
    {
        const int count = 60_000_000;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /bytes/{count} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        await Task.Delay(s_rate.GracePeriod * 3);
        long received = 0;
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer).AsTask().WaitAsync(Eventually.Patience) is > 0 and var read)
            received += read;
        Assert.InRange(received, count, count * 1.01);
    }

    /// <summary>With a small window, so that the server's buffers fill soon.</summary>
    private static async Task<Socket> ConnectAsync(ServedApp app)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2048 };
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        return socket;
    }

    private static Task<ServedApp> StartAsync(string driver, Action<WebApplication>? more = null, Action<ListenOptions>? listen = null, Action<RondoServerOptions>? configure = null, Action<KestrelServerOptions>? build = null) => ServedApp.StartAsync(
        driver,
        app =>
        {
            app.MapGet("/well", static () => "yes");
            app.MapPost("/read", static context => context.Request.Body.CopyToAsync(Stream.Null));
            app.MapGet("/bytes/{count:int}", static async (int count, HttpContext context) => await context.Response.Body.WriteAsync(new byte[count]));
            app.MapGet("/endless", static async context =>
            {
                var piece = new byte[64 * 1024];
                while (!context.RequestAborted.IsCancellationRequested)
                    await context.Response.Body.WriteAsync(piece);
            });
            app.MapPost("/read-elsewhere", static context => Task.Run(() => context.Request.Body.CopyToAsync(Stream.Null)));
            app.MapGet("/endless-elsewhere", static async context =>
            {
                var piece = new byte[64 * 1024];
                while (!context.RequestAborted.IsCancellationRequested)
                    await Task.Run(() => context.Response.Body.WriteAsync(piece).AsTask());
            });
            more?.Invoke(app);
        },
        configure,
        listen: listen,
        build: builder => builder.WebHost.ConfigureKestrel(kestrel =>
        {
            (kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.MinResponseDataRate) = (s_rate, s_rate);
            build?.Invoke(kestrel);
        }));
}
