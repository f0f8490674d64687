using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Api;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>A loop that was held up beyond a client's deadline looked at its timers before its sockets, and turned away a client that had sent everything in time.</summary>
[Trait("Speed", "Slow")]
public class StarvedLoopTests
{
    /// <summary>Kestrel's options allow no shorter one.</summary>
    private static readonly MinDataRate s_rate = new(1_000_000, TimeSpan.FromSeconds(1.1));

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_body_that_came_while_the_loop_was_held_up_came_in_time(string driver)
    {
        var (reading, held) = (New(), New());
        await using var app = await StartAsync(driver, held, app => app.MapPost("/read", async context =>
        {
            var body = new byte[5];
            var first = context.Request.Body.ReadExactlyAsync(body);
            reading.SetResult();
            await first;
            await context.Response.BodyWriter.WriteAsync(body);
        }));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
        await reading.Task;
        var holding = HoldUpAsync(app);
        await held.Task;
        await stream.SendAsync("hello");
        Assert.StartsWith("HTTP/1.1 200 ", await stream.ReadAllAsync());
        await holding;
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_head_that_came_while_the_loop_was_held_up_came_in_time(string driver)
    {
        var held = New();
        await using var app = await StartAsync(driver, held, static _ => { });
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET /well HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        var holding = HoldUpAsync(app);
        await held.Task;
        await stream.SendAsync("\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await stream.ReadAllAsync());
        await holding;
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_message_that_came_while_the_loop_was_held_up_is_answered_before_the_drain_closes_its_socket(string driver)
    {
        var (draining, held) = (New(), New());
        await using var app = await ServedApp.StartAsync(
            driver,
            app =>
            {
                app.UseWebSockets();
                app.Map("/ws", async context =>
                {
                    context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested.Register(draining.SetResult);
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    var buffer = new byte[10];
                    while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } message)
                        await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, true, CancellationToken.None);
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                });
            },
            static options => options.DrainWindow = TimeSpan.FromSeconds(0.3));
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://{app.Address.Authority}/ws"), TestContext.Current.CancellationToken);
        await client.SendAsync("first"u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        Assert.Equal("first", await ReadAsync(client));
        var stopping = app.App.StopAsync(TestContext.Current.CancellationToken);
        await draining.Task;
        app.Loops.Loops[0].Post(() =>
        {
            held.SetResult();
            Thread.Sleep(900);
        });
        await held.Task;
        await client.SendAsync("late"u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        Assert.Equal("late", await ReadAsync(client));
        Assert.Equal("", await ReadAsync(client));
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await stopping;
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_pong_that_came_while_the_loop_was_held_up_came_in_time(string driver)
    {
        var held = New();
        await using var app = await ServedApp.StartAsync(driver, static app =>
        {
            app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(0.1), KeepAliveTimeout = TimeSpan.FromSeconds(1) });
            app.Map("/", static async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                var buffer = new byte[10];
                var message = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, true, CancellationToken.None);
            });
        });
        await using var client = await RawSocket.ConnectAsync(app);
        Assert.Equal(0x89, await client.ReceiveFrameAsync());
        app.Loops.Loops[0].Post(() =>
        {
            held.SetResult();
            Thread.Sleep(1500);
        });
        await held.Task;
        await client.SendAsync([.. RawSocket.Frame(0x8A, []), .. RawSocket.Frame(0x81, "alive"u8)]);
        Assert.Equal(0x81, await client.ReceiveFrameAsync());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_message_that_came_while_the_loop_was_held_up_came_before_the_session_was_idle_for_too_long(string driver)
    {
        var (begun, held) = (New(), New());
        await using var app = await SocketClient.Serve(
            driver,
            async session =>
            {
                begun.SetResult();
                await foreach (var message in session.ReadAllAsync())
                    await session.SendAsync(new Said(((Say)message).Text));
            },
            new SocketOptions { IdleTimeout = TimeSpan.FromSeconds(1) });
        await using var client = await RawSocket.ConnectAsync(app);
        await begun.Task;
        app.Loops.Loops[0].Post(() =>
        {
            held.SetResult();
            Thread.Sleep(1500);
        });
        await held.Task;
        await client.SendAsync(RawSocket.Frame(0x81, """{"type":"say","text":"here"}"""u8));
        Assert.Equal(0x81, await client.ReceiveFrameAsync());
    }

    private static async Task<string> ReadAsync(ClientWebSocket client)
    {
        var buffer = new byte[100];
        var message = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, message.Count);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task HoldUpAsync(ServedApp app)
    {
        using var client = app.OneConnection();
        Assert.Equal("held", await client.GetStringAsync("/hold"));
    }

    private static Task<ServedApp> StartAsync(string driver, TaskCompletionSource held, Action<WebApplication> map) => ServedApp.StartAsync(
        driver,
        app =>
        {
            map(app);
            app.MapGet("/well", static () => "yes");
            app.MapGet("/hold", () =>
            {
                held.SetResult();
                Thread.Sleep(1500);
                return "held";
            });
        },
        build: static builder => builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = s_rate;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1.1);
        }));
}
