using System.Net.WebSockets;
using System.Text;
using Rondo.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>A socket that is idle has no task that reads, no group and no registration of its own: what it gets all the same when something happens.</summary>
public class WebSocketIdleTests
{
    private static string AnyDriver => AvailableDrivers.All[0];

    public static TheoryData<string, int> QueuesOfAllDrivers
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var driver in AvailableDrivers.All)
            {
                all.Add(driver, 1);
                all.Add(driver, 1000);
            }

            return all;
        }
    }

    /// <summary>More messages than are read in a row; with room for one of them each has to wait, and with room for all none.</summary>
    [Theory]
    [MemberData(nameof(QueuesOfAllDrivers))]
    public async Task Many_messages_and_a_close_in_one_packet_arrive_in_their_order(string driver, int queue)
    {
        const int Count = 150;
        var seen = Eventually.Source<List<string>>();
        await using var app = await SocketClient.Serve(
            driver,
            async session =>
            {
                var texts = new List<string>();
                await foreach (var message in session.ReadAllAsync())
                    texts.Add(((Say)message).Text);
                seen.SetResult(texts);
            },
            new SocketOptions { ReceiveQueue = queue });
        await using var client = await RawSocket.ConnectAsync(app);
        var packet = new List<byte>();
        for (var i = 0; i < Count; i++)
            packet.AddRange(Message($"{i}"));
        packet.AddRange(RawSocket.Frame(0x88, [0x03, 0xE8]));
        await client.SendAsync([.. packet]);
        Assert.Equal(1000, await client.ReceiveCloseAsync());
        Assert.Equal(Enumerable.Range(0, Count).Select(static i => $"{i}"), await seen.Soon());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_goes_away_while_its_message_waits_cancels_the_handler(string driver)
    {
        var waits = Eventually.Source();
        var seen = Eventually.Source<CancelKind>();
        await using var app = await SocketClient.Serve(
            driver,
            async session =>
            {
                while (session.Statistics.Received < 2)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                waits.SetResult();
                try
                {
                    await EventLoop.SleepForever();
                }
                catch (ScopeCanceledException exception)
                {
                    seen.SetResult(exception.Reason.Kind);
                    throw;
                }
            },
            new SocketOptions { ReceiveQueue = 1 });
        await using (var client = await RawSocket.ConnectAsync(app))
        {
            await client.SendAsync([.. Message("1"), .. Message("2")]);
            await waits.Soon();
        }

        Assert.Equal(CancelKind.Disconnected, await seen.Soon());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_message_is_validated_in_the_flow_of_its_request(string driver)
    {
        var flow = new AsyncLocal<string?>();
        var seen = new List<string?>();
        await using var app = await SocketClient.Serve(
            driver,
            SocketClient.Echo,
            validate: _ =>
            {
                seen.Add($"{flow.Value} {CancelScope.Current?.Name} {SynchronizationContext.Current is not null}");
                return null;
            },
            map: app => app.Use(async (context, next) =>
            {
                flow.Value = "of the request";
                await next(context);
            }));
        using var client = await SocketClient.ConnectAsync(app);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($$"""{"type":"say","text":"{{i}}"}""");
            Assert.Equal($$"""{"type":"said","text":"{{i}}"}""", await client.ReceiveAsync());
        }

        Assert.Equal(["of the request WebSocket True", "of the request WebSocket True", "of the request WebSocket True"], seen);
    }

    /// <summary>Of three in the loop's list, wherever in it one has gone.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sockets_that_are_left_hear_of_the_stop(int gone)
    {
        var open = 0;
        var ended = Eventually.Source();
        await using var app = await SocketClient.Serve(AnyDriver, async session =>
        {
            Interlocked.Increment(ref open);
            await SocketClient.Echo(session);
            if (Interlocked.Decrement(ref open) == 2)
                ended.TrySetResult();
        });
        var clients = new List<SocketClient>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                clients.Add(await SocketClient.ConnectAsync(app));
                await clients[i].SendAsync("""{"type":"say","text":"here"}""");
                Assert.Equal("""{"type":"said","text":"here"}""", await clients[i].ReceiveAsync());
            }

            await clients[gone].CloseAsync();
            await ended.Soon();
            var stopping = app.App.StopAsync();
            foreach (var client in clients.Where((_, i) => i != gone))
            {
                Assert.Equal("close 1001 The server is stopping.", await client.ReceiveAsync());
                await client.CloseAsync();
            }

            await stopping.WaitAsync(Eventually.Patience);
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    /// <summary>The first that a loop hears of the stop may be the socket itself.</summary>
    [Fact]
    public async Task A_socket_that_opens_while_the_server_stops_hears_of_it()
    {
        await using var app = await SocketClient.Serve(
            AnyDriver,
            static async session =>
            {
                await foreach (var _ in session.ReadAllAsync())
                {
                }
            },
            map: static app => app.Use(async (context, next) =>
            {
                // Before the server itself hears of it, which then would take no more.
                app.Lifetime.StopApplication();
                await next(context);
            }));
        using var client = await SocketClient.ConnectAsync(app);
        Assert.Equal("close 1001 The server is stopping.", await client.ReceiveAsync());
        await client.CloseAsync();
    }

    /// <summary>The reader is at a loss with a message for which there is no room, and must still end with the socket.</summary>
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_fails_while_a_message_waits_closes_in_good_order(string driver)
    {
        await using var app = await SocketClient.Serve(
            driver,
            static async session =>
            {
                while (session.Statistics.Received < 2)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                throw new NotFound("nothing here");
            },
            new SocketOptions { ReceiveQueue = 1 });
        using var client = await SocketClient.ConnectAsync(app);
        for (var i = 0; i < 3; i++)
            await client.SendAsync("""{"type":"say","text":"x"}""");
        Assert.Equal("close 4404 nothing here", await client.ReceiveAsync());
        await client.CloseAsync();
        Assert.Equal(WebSocketState.Closed, client.Socket.State);
    }

    private static byte[] Message(string text) => RawSocket.Frame(0x81, Encoding.UTF8.GetBytes($$"""{"type":"say","text":"{{text}}"}"""));
}
