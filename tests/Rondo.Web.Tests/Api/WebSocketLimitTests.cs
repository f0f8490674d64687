using System.Net;
using System.Net.WebSockets;
using System.Text;
using Rondo.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>What a hostile or slow client sends, and what it gets.</summary>
public class WebSocketLimitTests
{
    private static string AnyDriver => AvailableDrivers.All[0];

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_message_over_the_limit_closes_with_1009(string driver)
    {
        await using var app = await SocketClient.Serve(driver, SocketClient.Echo, new SocketOptions { MaxMessageBytes = 10_000 });
        using var client = await SocketClient.ConnectAsync(app);
        var largest = new string('x', 10_000 - """{"type":"say","text":""}""".Length);
        await client.SendAsync($$"""{"type":"say","text":"{{largest}}"}""");
        Assert.Equal($$"""{"type":"said","text":"{{largest}}"}""", await client.ReceiveAsync());
        await client.SendAsync($$"""{"type":"say","text":"{{largest}}x"}""");
        Assert.Equal("close 1009 A message may have 10000 bytes.", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Fragments_are_counted_together()
    {
        await using var app = await SocketClient.Serve(AnyDriver, SocketClient.Echo, new SocketOptions { MaxMessageBytes = 300 });
        await using var client = await RawSocket.ConnectAsync(app);
        var part = new byte[100];
        part.AsSpan().Fill((byte)' ');
        await client.SendAsync(RawSocket.Frame(0x01, part));
        for (var i = 0; i < 3; i++)
            await client.SendAsync(RawSocket.Frame(0x00, part));
        Assert.Equal(1009, await client.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData("bad UTF-8", 1007)]
    [InlineData("unmasked", 1002)]
    [InlineData("RSV bits", 1002)]
    [InlineData("bad opcode", 1002)]
    [InlineData("continuation of nothing", 1002)]
    [InlineData("empty fragments", 1008)]
    public async Task What_breaks_the_protocol_closes_with_its_code(string what, int code)
    {
        var ended = Eventually.Source();
        await using var app = await SocketClient.Serve(AnyDriver, async session =>
        {
            try
            {
                await SocketClient.Echo(session);
            }
            finally
            {
                ended.SetResult();
            }
        });
        await using var client = await RawSocket.ConnectAsync(app);
        await client.SendAsync(what switch
        {
            "bad UTF-8" => RawSocket.Frame(0x81, [0x22, 0xC3, 0x28, 0x22]),
            "unmasked" => RawSocket.Frame(0x81, "{\"type\":\"leave\"}"u8, masked: false),
            "RSV bits" => RawSocket.Frame(0xC1, "{}"u8),
            "bad opcode" => RawSocket.Frame(0x83, "{}"u8),
            "continuation of nothing" => RawSocket.Frame(0x80, "{}"u8),
            _ => [.. RawSocket.Frame(0x01, []), .. Enumerable.Repeat(RawSocket.Frame(0x00, []), 1000).SelectMany(static frame => frame)],
        });
        Assert.Equal(code, await client.ReceiveCloseAsync());
        await ended.Soon();
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:{port}", true)]
    [InlineData(null, "https://127.0.0.1:{port}", true)]
    [InlineData(null, "http://127.0.0.1:1", false)]
    [InlineData(null, "http://127.0.0.1", false)]
    [InlineData(null, "https://evil.example", false)]
    [InlineData(null, "null", false)]
    [InlineData(null, "http://127.0.0.1:{port}.evil.example", false)]
    [InlineData("https://good.example", "https://good.example", true)]
    [InlineData("https://good.example/", "https://GOOD.example", true)]
    [InlineData("https://good.example", "http://127.0.0.1:{port}", false)]
    [InlineData("https://good.example", "https://good.example.evil.example", false)]
    [InlineData("*", "https://anyone.example", true)]
    public async Task Pages_of_other_sites_are_refused(string? allowed, string origin, bool accepted)
    {
        await using var app = await SocketClient.Serve(AnyDriver, SocketClient.Echo, new SocketOptions { AllowedOrigins = allowed is null ? null : [allowed] });
        origin = origin.Replace("{port}", $"{app.Address.Port}", StringComparison.Ordinal);
        await using var client = await RawClient.GetAsync(
            app, "/", $"Origin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        var answer = await client.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith(accepted ? "HTTP/1.1 101" : "HTTP/1.1 403", answer);
        if (!accepted)
            await client.ReadUntilAsync($"Pages of '{origin}' may not open this WebSocket. Its server lists the origins that may in SocketOptions.AllowedOrigins.");
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_says_nothing_is_closed(string driver)
    {
        await using var app = await SocketClient.Serve(driver, SocketClient.Echo, new SocketOptions { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        using var client = await SocketClient.ConnectAsync(app);
        Assert.Equal("close 1008 No message came for 0.05 s.", await client.ReceiveAsync());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Tasks_that_send_at_once_take_turns_and_lose_nothing(string driver)
    {
        const int Each = 500;
        await using var app = await SocketClient.Serve(driver, static session => new ValueTask(TaskGroup.RunAsync(async group =>
        {
            for (var task = 0; task < 3; task++)
            {
                var name = task;
                group.Start(async () =>
                {
                    for (var i = 0; i < Each; i++)
                        await session.SendAsync(new Said($"{name} {i}"));
                });
            }

            await Task.CompletedTask;
        })));
        using var client = await SocketClient.ConnectAsync(app);
        var next = new int[3];
        for (var i = 0; i < 3 * Each; i++)
        {
            var text = await client.ReceiveAsync();
            var task = text["""{"type":"said","text":" """.Length - 1] - '0';
            Assert.Equal($$"""{"type":"said","text":"{{task}} {{next[task]++}}"}""", text);
        }

        Assert.Equal("close 1000", await client.ReceiveAsync());
        Assert.Equal([Each, Each, Each], next);
    }

    [Theory]
    [Trait("Speed", "Slow")]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_slow_receiver_holds_senders_back_and_broadcasts_pass_it_by(string driver)
    {
        const int Count = 800;
        var full = Eventually.Source<WebSocketStatistics>();
        var text = new string('x', 30_000);
        await using var app = await SocketClient.Serve(driver, async session =>
        {
            for (var i = 0; i < Count; i++)
            {
                var sending = session.SendAsync(new Said(text));
                if (!sending.IsCompleted && session.Statistics.Queued == 8 && !full.Task.IsCompleted)
                {
                    // Nothing has left for a while: the network takes no more.
                    var sent = -1L;
                    while (sent != session.Statistics.Sent)
                    {
                        sent = session.Statistics.Sent;
                        await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
                    }

                    if (!sending.IsCompleted && !session.TrySend(new Said("passed by")))
                        full.SetResult(session.Statistics);
                }

                await sending;
            }
        }, new SocketOptions { SendQueue = 8 });
        using var client = await SocketClient.ConnectAsync(app);
        var statistics = await full.Soon();
        Assert.Equal((8, 1), (statistics.Queued, statistics.WaitingSenders));
        Assert.InRange(statistics.Sent, 1, Count - 10);
        for (var i = 0; i < Count; i++)
            Assert.Equal(text.Length + """{"type":"said","text":""}""".Length, (await client.ReceiveAsync()).Length);
        Assert.Equal("close 1000", await client.ReceiveAsync());
    }

    /// <summary>A message that is longer than the queue is sent when fewer bytes wait, and holds back those behind it.</summary>
    [Theory]
    [Trait("Speed", "Slow")]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_slow_receiver_holds_senders_back_by_the_bytes_that_wait(string driver)
    {
        const int Small = 5;
        var seen = Eventually.Source<(bool, bool, WebSocketStatistics)>();
        await using var app = await SocketClient.Serve(driver, session => new ValueTask(TaskGroup.RunAsync(async group =>
        {
            // More than the network's buffers take: it is on its way as long as the client reads nothing.
            await session.SendAsync(new Said(new string('x', 32_000_000)));
            while (session.Statistics.Queued > 0)
                await EventLoop.Yield();
            var fits = session.TrySend(new Said(new string('y', 2_000_000)));
            var passes = session.TrySend(new Said("passed by"));
            for (var i = 0; i < Small; i++)
                group.Start(() => session.SendAsync(new Said("z")).AsTask());
            seen.SetResult((fits, passes, session.Statistics));
        })));
        using var client = await SocketClient.ConnectAsync(app);
        var (fits, passes, statistics) = await seen.Soon();
        Assert.Equal((true, false, 1, Small), (fits, passes, statistics.Queued, statistics.WaitingSenders));
        var lengths = new List<long>();
        for (long length = 0; ;)
        {
            var result = await client.Socket.ReceiveAsync(new byte[64 * 1024].AsMemory(), default).AsTask().WaitAsync(Eventually.Patience);
            if (result.MessageType == WebSocketMessageType.Close)
                break;
            length += result.Count;
            if (!result.EndOfMessage)
                continue;
            lengths.Add(length);
            length = 0;
        }

        var around = """{"type":"said","text":""}""".Length;
        Assert.Equal([32_000_000 + around, 2_000_000 + around, .. Enumerable.Repeat(1L + around, Small)], lengths);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_receiver_that_takes_nothing_is_cut_off(string driver)
    {
        var ended = Eventually.Source<string>();
        await using var app = await SocketClient.Serve(
            driver,
            async session =>
            {
                try
                {
                    var text = new string('x', 60_000);
                    while (true)
                        await session.SendAsync(new Said(text));
                }
                catch (Exception exception)
                {
                    ended.SetResult(exception.Message);
                    throw;
                }
            },
            new SocketOptions { SendTimeout = TimeSpan.FromMilliseconds(100) });
        using var client = await SocketClient.ConnectAsync(app);
        Assert.Equal("The client accepted nothing for 0.1 s and was disconnected, so the message was not sent.", await ended.Soon());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_reads_slowly_holds_the_client_back(string driver)
    {
        var gate = Eventually.Source();
        var seen = Eventually.Source<WebSocketStatistics>();
        await using var app = await SocketClient.Serve(
            driver,
            async session =>
            {
                await gate.Task;
                while (session.Statistics.Received < 3)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                for (var i = 0; i < 20; i++)
                    await EventLoop.Yield();
                seen.SetResult(session.Statistics);
                await SocketClient.Echo(session);
            },
            new SocketOptions { ReceiveQueue = 2 });
        using var client = await SocketClient.ConnectAsync(app);
        for (var i = 0; i < 10; i++)
            await client.SendAsync($$"""{"type":"say","text":"{{i}}"}""");
        gate.SetResult();
        var statistics = await seen.Soon();
        Assert.Equal((3, 2), (statistics.Received, statistics.Unread)); // two wait in the queue, one to get in
        for (var i = 0; i < 10; i++)
            Assert.Equal($$"""{"type":"said","text":"{{i}}"}""", await client.ReceiveAsync());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_returns_with_messages_unread_closes_in_good_order(string driver)
    {
        var gate = Eventually.Source();
        await using var app = await SocketClient.Serve(
            driver,
            async session =>
            {
                await gate.Task;
                while (session.Statistics.Received < 3)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            },
            new SocketOptions { ReceiveQueue = 2 });
        using var client = await SocketClient.ConnectAsync(app);
        for (var i = 0; i < 100; i++)
            await client.SendAsync("""{"type":"say","text":"x"}""");
        gate.SetResult();
        Assert.Equal("close 1000", await client.ReceiveAsync());
        await client.CloseAsync();
        Assert.Equal(WebSocketState.Closed, client.Socket.State);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_does_not_answer_the_close_is_cut_off(string driver)
    {
        await using var app = await SocketClient.Serve(driver, static session => default, new SocketOptions { CloseTimeout = TimeSpan.FromMilliseconds(50) });
        await using var client = await RawClient.GetAsync(app, "/", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 101", client.Seen.ToString());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_answers_no_ping_counts_as_gone(string driver)
    {
        var ended = Eventually.Source<CancelKind>();
        await using var app = await SocketClient.Serve(
            driver,
            async session =>
            {
                try
                {
                    await EventLoop.SleepForever();
                }
                catch (ScopeCanceledException exception)
                {
                    ended.SetResult(exception.Reason.Kind);
                    throw;
                }
            },
            new SocketOptions { KeepAlive = TimeSpan.FromMilliseconds(20), KeepAliveTimeout = TimeSpan.FromMilliseconds(50) });
        await using var client = await RawSocket.ConnectAsync(app);
        Assert.Equal(CancelKind.Disconnected, await ended.Soon());
    }
}
