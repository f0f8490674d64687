using System.Text;
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
            await Api.Eventually.TrueAsync(() => begun == i);
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
