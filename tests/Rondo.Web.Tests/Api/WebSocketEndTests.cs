using System.Net.WebSockets;
using Rondo.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>Sessions of which one side has closed while the other goes on.</summary>
public class WebSocketEndTests
{
    private const int Much = 150;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    private static string AnyDriver => AvailableDrivers.All[0];

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_may_take_longer_over_its_end_than_its_client_may_be_idle(string driver)
    {
        await using var app = await SocketClient.Serve(
            driver,
            static async session =>
            {
                await SocketClient.Echo(session);
                await EventLoop.Sleep(4 * s_short);
            },
            new SocketOptions { IdleTimeout = s_short });
        using var client = await SocketClient.ConnectAsync(app);
        await client.CloseAsync((WebSocketCloseStatus)4001);
        Assert.Equal((WebSocketCloseStatus)4001, client.Socket.CloseStatus);
    }

    [Fact]
    public async Task A_client_that_does_not_answer_the_close_holds_nobody_up()
    {
        await using var app = await SocketClient.Serve(
            AnyDriver, static _ => default, new SocketOptions { IdleTimeout = s_short, CloseTimeout = 4 * s_short }, map: static app => app.MapGet("/ping", static () => "pong"));
        await using var silent = await RawSocket.ConnectAsync(app);
        Assert.Equal(1000, await silent.ReceiveCloseAsync());
        await silent.ReceiveEndAsync();
        using var other = app.OneConnection();
        Assert.Equal("pong", await other.GetStringAsync("/ping"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_does_not_receive_ends_soon_after_its_client_has_closed(bool leaves)
    {
        var entered = Eventually.Source();
        var reason = Eventually.Source<CancelReason>();
        await using var app = await SocketClient.Serve(AnyDriver, WaitForEver(entered, reason), new SocketOptions { CloseTimeout = s_short });
        await using var client = await RawSocket.ConnectAsync(app);
        await entered.Soon();
        await client.SendAsync(RawSocket.Frame(0x88, [0x03, 0xE8]));
        // A client that waits for the answer is not in a hurry, but a server that stops is.
        var stopping = leaves ? Leave() : app.App.StopAsync();
        var seen = await reason.Soon();
        Assert.Equal(CancelKind.Shutdown, seen.Kind);
        Assert.Contains(leaves ? "the client closed the WebSocket" : "the server is stopping", seen.ToString());
        await stopping.WaitAsync(Eventually.Patience);

        Task Leave() => client.DisposeAsync().AsTask();
    }

    [Fact]
    public async Task A_handler_that_has_closed_and_goes_on_hears_that_the_server_stops()
    {
        var entered = Eventually.Source();
        var reason = Eventually.Source<CancelReason>();
        var told = Eventually.Source();
        await using var app = await SocketClient.Serve(
            AnyDriver,
            async session =>
            {
                using var registration = session.StopToken.Register(told.SetResult);
                await session.CloseAsync();
                await WaitForEver(entered, reason)(session);
            },
            new SocketOptions { CloseTimeout = s_short });
        await using var client = await RawSocket.ConnectAsync(app);
        await entered.Soon();
        var stopping = app.App.StopAsync();
        await told.Soon();
        Assert.Contains("the server is stopping", (await reason.Soon()).ToString());
        await stopping.WaitAsync(Eventually.Patience);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task What_is_queued_when_the_handler_returns_reaches_a_slow_client(string driver)
    {
        var returned = Eventually.Source();
        // Real time: a server that cuts off does so within it. One that does not has the close timeout for the end alone, when the client
        // still has to take what the kernel holds.
        var closeTimeout = TimeSpan.FromSeconds(2);
        await using var app = await ServeMuchAsync(driver, returned, closeTimeout);
        using var client = await SocketClient.ConnectAsync(app);
        await returned.Soon();
        await Task.Delay(closeTimeout + (4 * s_short));
        for (var i = 0; i < Much; i++)
            Assert.Equal(200_000 + """{"type":"said","text":""}""".Length, (await client.ReceiveAsync()).Length);
        Assert.Equal("close 1000", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_a_client_that_takes_nothing()
    {
        var returned = Eventually.Source();
        await using var app = await ServeMuchAsync(AnyDriver, returned, s_short);
        using var client = await SocketClient.ConnectAsync(app);
        await returned.Soon();
        await app.App.StopAsync().WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task The_code_that_was_decided_first_is_the_one_that_is_sent()
    {
        await using var app = await SocketClient.Serve(
            AnyDriver,
            static async session =>
            {
                await SocketClient.Echo(session);
                await session.CloseAsync();
            },
            new SocketOptions { MaxMessageBytes = 100 });
        using var client = await SocketClient.ConnectAsync(app);
        await client.SendAsync(new string(' ', 101));
        Assert.Equal("close 1009 A message may have 100 bytes.", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Messages_may_be_as_long_as_numbers_allow()
    {
        await using var app = await SocketClient.Serve(AnyDriver, SocketClient.Echo, new SocketOptions { MaxMessageBytes = int.MaxValue });
        using var client = await SocketClient.ConnectAsync(app);
        var text = new string('x', 100_000);
        await client.SendAsync($$"""{"type":"say","text":"{{text}}"}""");
        Assert.Equal($$"""{"type":"said","text":"{{text}}"}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Half_a_character_in_a_reason_becomes_a_replacement()
    {
        await using var app = await SocketClient.Serve(AnyDriver, static _ => throw new BadRequest("cut \ud83d"));
        using var client = await SocketClient.ConnectAsync(app);
        Assert.Equal("close 4400 cut \ufffd", await client.ReceiveAsync());
    }

    /// <summary>A handler that queues more than the kernel's buffers take, and returns.</summary>
    private static Task<ServedApp> ServeMuchAsync(
        string driver, TaskCompletionSource returned, TimeSpan closeTimeout) => SocketClient.Serve(
        driver,
        async session =>
        {
            var text = new string('x', 200_000);
            for (var i = 0; i < Much; i++)
                await session.SendAsync(new Said(text));
            returned.SetResult();
        },
        new SocketOptions { SendQueue = Much, SendQueueBytes = int.MaxValue, CloseTimeout = closeTimeout });

    private static Func<WebSocketSession<ClientMessage, ServerMessage>, ValueTask> WaitForEver(TaskCompletionSource entered, TaskCompletionSource<CancelReason> reason) => async _ =>
    {
        entered.SetResult();
        try
        {
            await EventLoop.SleepForever();
        }
        catch (ScopeCanceledException exception)
        {
            reason.SetResult(exception.Reason);
            throw;
        }
    };
}
