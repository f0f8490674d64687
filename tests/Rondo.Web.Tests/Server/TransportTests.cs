using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Server;

/// <summary>Kestrel's features over Rondo's transport.</summary>
public class TransportTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Large_bodies_stream_both_ways(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapPost("/", static async context =>
        {
            // Not at once: HttpClient reads no answer before it has sent its body, and both sides would wait for the other.
            using var all = new MemoryStream();
            await context.Request.Body.CopyToAsync(all);
            all.Position = 0;
            await all.CopyToAsync(context.Response.Body);
        }));
        using var client = app.OneConnection();
        var body = new byte[8 * 1024 * 1024];
        new Random(1).NextBytes(body);
        using var response = await client.PostAsync("/", new ByteArrayContent(body));
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_slow_reader_holds_the_handler_back(string driver)
    {
        long written = 0;
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", async context =>
        {
            var chunk = new byte[64 * 1024];
            for (var i = 0; i < 1024; i++)
            {
                await context.Response.Body.WriteAsync(chunk);
                Interlocked.Add(ref written, chunk.Length);
            }
        }));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray());
        await stream.ReadExactlyAsync(new byte[1]);
        // The kernel's buffers take some megabytes at most; of the 64 MiB the handler must not have written most.
        var before = -1L;
        while (before != Interlocked.Read(ref written))
        {
            before = Interlocked.Read(ref written);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.InRange(before, 1, 32 * 1024 * 1024);
        var total = 1L;
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            total += read;
        Assert.True(total > 64 * 1024 * 1024, $"{total} bytes arrived");
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_unix_socket_serves_and_is_removed(string driver)
    {
        var path = Path.Combine(Path.GetTempPath(), $"rondo-{Guid.NewGuid():N}.sock");
        await using (await ServedApp.StartAsync(driver, static app => app.MapGet("/", static () => "over a file"), unixSocket: path))
        {
            using var client = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = async (_, token) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            });
            Assert.Equal("over a file", await client.GetStringAsync("http://localhost/"));
        }

        Assert.False(File.Exists(path));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Kestrels_limits_hold(string driver)
    {
        await using var app = await ServedApp.StartAsync(
            driver,
            static app => app.MapPost("/", static async context => await context.Response.WriteAsync((await new StreamReader(context.Request.Body).ReadToEndAsync()).Length.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            build: static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = 1000));
        using var client = app.OneConnection();
        using var response = await client.PostAsync("/", new ByteArrayContent(new byte[1001]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        using var small = await client.PostAsync("/", new ByteArrayContent(new byte[1000]));
        Assert.Equal("1000", await small.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Pipelined_requests_are_answered_in_order(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapGet("/{n}", static async (int n) =>
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(n % 3));
            return $"<{n}>";
        }));
        await using var stream = await app.ConnectAsync();
        var requests = string.Concat(Enumerable.Range(0, 50).Select(static i => $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(requests));
        for (var i = 0; i < 50; i++)
            Assert.EndsWith($"<{i}>", await RawHttp.ReadResponseAsync(stream));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Web_sockets_echo(string driver)
    {
        var threads = new HashSet<int>();
        await using var app = await ServedApp.StartAsync(driver, app =>
        {
            app.UseWebSockets();
            app.Map("/", async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                var buffer = new byte[1024];
                while (true)
                {
                    var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
                    threads.Add(Environment.CurrentManagedThreadId);
                    if (received.MessageType == WebSocketMessageType.Close)
                        break;
                    await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
                    threads.Add(Environment.CurrentManagedThreadId);
                }

                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            });
        });
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        var answer = new byte[1024];
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync(Encoding.UTF8.GetBytes($"message {i}"), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
            var received = await client.ReceiveAsync(answer, TestContext.Current.CancellationToken);
            Assert.Equal($"message {i}", Encoding.UTF8.GetString(answer, 0, received.Count));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        Assert.Single(threads);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Connections_that_end_leave_nothing_behind(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapGet("/", static () => "x"));
        for (var i = 0; i < 50; i++)
        {
            await using var stream = await app.ConnectAsync();
            if (i % 3 == 0)
                stream.Socket.LingerState = new LingerOption(true, 0); // ends with a reset
            if (i % 2 == 0)
            {
                await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
                await RawHttp.ReadResponseAsync(stream);
            }
        }

        // Connections are accepted in order: when this one has its response, none of those above is still to be accepted.
        await using (var last = await app.ConnectAsync())
        {
            await last.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            await RawHttp.ReadResponseAsync(last);
        }

        for (var i = 0; i < 2400 && app.Loops.Connections[0] > 0; i++)
            await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(0, app.Loops.Connections[0]);
    }

    [Fact]
    public async Task An_address_in_use_is_reported_as_kestrel_does()
    {
        await using var app = await ServedApp.StartAsync(AvailableDrivers.All[0], static app => app.MapGet("/", static () => "x"));
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseRondo().UseUrls(app.Address.ToString());
        await using var second = builder.Build();
        var failure = await Assert.ThrowsAsync<IOException>(() => second.StartAsync());
        Assert.Contains("address already in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_containers_time_provider_is_the_loops_clock()
    {
        var waiting = Eventually.Source();
        await using var app = await ServedApp.StartAsync(
            AvailableDrivers.All[0],
            app => app.MapGet("/", async (TimeProvider time) =>
            {
                var hour = Task.Delay(TimeSpan.FromHours(1), time);
                waiting.SetResult();
                await hour;
                return time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            }),
            static options => options.Loop = new EventLoopOptions { Clock = new VirtualClock() { AutoJump = false } });
        using var client = app.OneConnection();
        var answer = client.GetStringAsync("/");
        await waiting.Soon(); // the connection has timers of its own, so that one on the loop says nothing
        var clock = (VirtualClock)app.Loops.Loops[0].Clock;
        clock.Advance(TimeSpan.FromHours(1));
        Assert.StartsWith("2000-01-01T01:00:00", await answer);
        clock.AutoJump = true; // stopping takes the loop's time
    }
}
