using System.Net.Sockets;
using System.Text;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Faults;

/// <summary>Clients that go away with a reset at every point of an exchange.</summary>
public class ResetTests
{
    private const string Answer = "some twenty characters";

    public static TheoryData<string, string> Requests
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var driver in AvailableDrivers.All)
            {
                data.Add(driver, "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789");
                data.Add(driver, "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6;a=b\r\n456789\r\n0\r\nX: y\r\n\r\n");
                data.Add(driver, "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\u0001\u0002");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_reset_after_any_byte_of_a_request_does_no_harm(string driver, string request)
    {
        await using var app = await StartAsync(driver);
        for (var sent = 0; sent <= request.Length; sent++)
        {
            var stream = await app.ConnectAsync();
            await stream.SendAsync(request[..sent]);
            stream.Reset();
        }

        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reset_after_any_byte_of_an_answer_does_no_harm(string driver)
    {
        await using var app = await StartAsync(driver);
        string whole;
        await using (var stream = await app.ConnectAsync())
        {
            await stream.SendAsync("GET /pieces HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            whole = await stream.ReadAllAsync();
        }

        Assert.Contains(Answer[..5], whole, StringComparison.Ordinal);
        for (var read = 0; read < whole.Length; read++)
        {
            var stream = await app.ConnectAsync();
            await stream.SendAsync("GET /pieces HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            await stream.ReadExactlyAsync(new byte[read]);
            stream.Reset();
        }

        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reset_in_the_middle_of_a_large_answer_cancels_its_handler(string driver)
    {
        var cancelled = 0;
        await using var app = await StartAsync(driver, app => app.MapGet("/large", async context =>
        {
            try
            {
                var chunk = new byte[64 * 1024];
                while (true)
                {
                    await context.Response.Body.WriteAsync(chunk);
                    context.RequestAborted.ThrowIfCancellationRequested();
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                Interlocked.Increment(ref cancelled);
                throw;
            }
        }));
        for (var i = 0; i < 20; i++)
        {
            var stream = await app.ConnectAsync();
            await stream.SendAsync("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
            await stream.ReadExactlyAsync(new byte[1 + (i * 50_000)]);
            stream.Reset();
        }

        await app.AssertWellAsync();
        Assert.Equal(20, cancelled);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reset_while_a_handler_waits_cancels_what_it_awaits(string driver)
    {
        var (begun, cancelled) = (0, 0);
        await using var app = await StartAsync(driver, app => app.MapGet("/wait", async () =>
        {
            Interlocked.Increment(ref begun);
            try
            {
                await EventLoop.Sleep(TimeSpan.FromHours(1));
            }
            finally
            {
                Interlocked.Increment(ref cancelled);
            }
        }));
        for (var i = 1; i <= 20; i++)
        {
            var stream = await app.ConnectAsync();
            await stream.SendAsync("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
            await Eventually.TrueAsync(() => begun == i);
            stream.Reset();
        }

        await app.AssertWellAsync();
        Assert.Equal(20, cancelled);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reset_among_pipelined_requests_does_no_harm(string driver)
    {
        await using var app = await StartAsync(driver);
        var requests = string.Concat(Enumerable.Repeat("GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n", 100));
        for (var i = 0; i < 50; i++)
        {
            var stream = await app.ConnectAsync();
            await stream.SendAsync(requests);
            await stream.ReadExactlyAsync(new byte[i * 100]);
            stream.Reset();
        }

        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reset_while_content_waits_unread_is_announced_to_who_sends(string driver)
    {
        var announced = Eventually.Source();
        await using var app = await StartAsync(driver, app => app.MapPost("/events", async context =>
        {
            // Neither the request's scope nor the property, which both know earlier: what .NET's code has is the token.
            var aborted = context.RequestAborted;
            while (!aborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("event");
                await Task.Delay(10, CancellationToken.None);
            }

            announced.SetResult();
        }));
        var stream = await SendTooMuchAsync(app, "/events");
        stream.Reset();
        await announced.Soon();
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_abort_while_content_waits_unread_ends_the_connection(string driver)
    {
        var (paused, announced) = (Eventually.Source(), Eventually.Source());
        await using var app = await StartAsync(driver, app => app.MapPost("/abort", async context =>
        {
            using var registration = context.RequestAborted.Register(() => announced.TrySetResult());
            await context.Response.WriteAsync("begun");
            await paused.Task;
            context.Abort();
            await announced.Task;
        }));
        await using var stream = await SendTooMuchAsync(app, "/abort");
        paused.SetResult();
        await announced.Soon();
        await app.AssertWellAsync();
    }

    /// <summary>Sends more than a connection takes in that nobody reads from, and waits until it has stopped taking in.</summary>
    private static async Task<NetworkStream> SendTooMuchAsync(ServedApp app, string path)
    {
        var stream = await app.ConnectAsync();
        await stream.SendAsync($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
        await stream.ReadExactlyAsync(new byte[10]);
        // What the server does not take in, the kernel does up to a point, where a send does not complete any more.
        var content = new byte[64 * 1024];
        for (var i = 0; i < 1000; i++)
        {
            using var stuck = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
            try
            {
                await stream.WriteAsync(content, stuck.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return stream;
    }

    private static Task<ServedApp> StartAsync(string driver, Action<WebApplication>? more = null) => ServedApp.StartAsync(driver, app =>
    {
        app.UseWebSockets();
        app.MapGet("/well", static () => "yes");
        app.MapPost("/read", static async context => await context.Response.WriteAsync((await new StreamReader(context.Request.Body, Encoding.ASCII).ReadToEndAsync()).Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        app.MapGet("/pieces", static async context =>
        {
            for (var at = 0; at < Answer.Length; at += 5)
            {
                await context.Response.WriteAsync(Answer[at..Math.Min(at + 5, Answer.Length)]);
                await context.Response.Body.FlushAsync();
            }
        });
        app.Map("/ws", static async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            while (socket.State == System.Net.WebSockets.WebSocketState.Open)
                await socket.ReceiveAsync(new byte[100], context.RequestAborted);
        });
        more?.Invoke(app);
    });
}
