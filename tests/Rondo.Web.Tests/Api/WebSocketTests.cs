using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Api.WebSockets;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>Messages in and out, and how a session ends.</summary>
public class WebSocketTests
{
    private static string AnyDriver => AvailableDrivers.All[0];

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Typed_messages_go_both_ways_on_the_connections_loop(string driver)
    {
        var strays = 0;
        await using var app = await SocketClient.Serve(driver, async session =>
        {
            await foreach (var message in session.ReadAllAsync())
            {
                Check();
                await session.SendAsync(new Said(((Say)message).Text));
                Check();
            }

            void Check() => strays += EventLoop.TryCurrent is not null && SynchronizationContext.Current is not null && CancelScope.Current?.Name == "WebSocket" ? 0 : 1;
        });
        using var client = await SocketClient.ConnectAsync(app);
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync($$"""{"type":"say","text":"{{i}} größer"}""");
            Assert.Equal($$"""{"type":"said","text":"{{i}} gr\u00F6\u00DFer"}""", await client.ReceiveAsync());
        }

        await client.SendAsync("""{"text":"the type comes last","type":"say"}""");
        Assert.Equal("""{"type":"said","text":"the type comes last"}""", await client.ReceiveAsync());
        await client.CloseAsync();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.Socket.CloseStatus);
        Assert.Equal(0, strays);
    }

    [Theory]
    [InlineData("""{"type":"say","text":}""", """{"type":"error","errors":[{"in":"message","pointer":"/text","code":"json","message":"The text is not valid JSON: line 1, position 22: \u0027}\u0027 is an invalid start of a value."}]}""")]
    [InlineData("""{"type":"say","text":5}""", """{"type":"error","errors":[{"in":"message","pointer":"/text","code":"type","message":"It must be a string.","value":5}]}""")]
    [InlineData("""{"type":"say","text":"x","times":"y"}""", """{"type":"error","errors":[{"in":"message","pointer":"/times","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"y"}]}""")]
    [InlineData("""{"type":"sing"}""", """{"type":"error","errors":[{"in":"message","pointer":"/type","code":"choice","message":"It must be one of say, leave.","value":"sing"}]}""")]
    [InlineData("""{"text":"x"}""", """{"type":"error","errors":[{"in":"message","pointer":"/type","code":"missing","message":"It must be one of say, leave."}]}""")]
    [InlineData("null", """{"type":"error","errors":[{"in":"message","pointer":"","code":"null","message":"It must not be null."}]}""")]
    [InlineData("", """{"type":"error","errors":[{"in":"message","pointer":"","code":"json","message":"The text is not valid JSON: line 1, position 1: There is no JSON."}]}""")]
    [InlineData("""{"type":"say","text":"x","times":0}""", """{"type":"error","errors":[{"in":"message","pointer":"/times","code":"range","message":"Between 1 and 9.","value":0}]}""")]
    public async Task A_malformed_message_is_answered_and_the_connection_lives(string message, string answer)
    {
        var statistics = Eventually.Source<WebSocketStatistics>();
        await using var app = await SocketClient.Serve(
            AnyDriver,
            async session =>
            {
                await SocketClient.Echo(session);
                statistics.SetResult(session.Statistics);
            },
            validate: static message => message is Say { Times: < 1 or > 9 } say ? [new InputError(InputLocation.Message, "/times", "range", "Between 1 and 9.", say.Times)] : null);
        using var client = await SocketClient.ConnectAsync(app);
        await client.SendAsync(message);
        Assert.Equal(answer, await client.ReceiveAsync());
        await client.SendAsync("""{"type":"say","text":"ok"}""");
        Assert.Equal("""{"type":"said","text":"ok"}""", await client.ReceiveAsync());
        await client.SendAsync("""{"type":"leave"}""");
        Assert.Equal("close 1000", await client.ReceiveAsync());
        Assert.Equal(new WebSocketStatistics(3, 1, 0, 2, 0, 0), await statistics.Soon());
    }

    [Fact]
    public async Task A_binary_message_is_no_json()
    {
        await using var app = await SocketClient.Serve(AnyDriver, SocketClient.Echo);
        using var client = await SocketClient.ConnectAsync(app);
        await client.Socket.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary, true, default);
        Assert.Contains("\"code\":\"binary\"", await client.ReceiveAsync());
    }

    [Theory]
    [InlineData("{", WebSocketMessageType.Text, "close 1007 The text is not valid JSON: line 1, position 2: Expected depth to be zero at the end of the JSON")]
    [InlineData("{}", WebSocketMessageType.Binary, "close 1003 A message has to be JSON text; this one is binary.")]
    [InlineData("""{"type":"say","text":5}""", WebSocketMessageType.Text, "close 1008 /text: It must be a string.")]
    public async Task Malformed_messages_close_where_that_is_wanted(string message, WebSocketMessageType type, string close)
    {
        await using var app = await SocketClient.Serve(AnyDriver, SocketClient.Echo, new SocketOptions { InvalidMessages = InvalidMessages.Close });
        using var client = await SocketClient.ConnectAsync(app);
        await client.Socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message), type, true, default);
        var answer = await client.ReceiveAsync();
        Assert.Equal(close, answer.Length > close.Length ? answer[..close.Length] : answer);
    }

    [Fact]
    public async Task A_validator_that_fails_is_the_servers_error()
    {
        var log = new CollectedLog();
        await using var app = await SocketClient.Serve(AnyDriver, SocketClient.Echo, validate: static _ => throw new InvalidDataException("defect"), log: log);
        using var client = await SocketClient.ConnectAsync(app);
        await client.SendAsync("""{"type":"leave"}""");
        Assert.Equal("close 1011 The server failed.", await client.ReceiveAsync());
        Assert.Equal(["The WebSocket handler of / failed; closed with 1011. (InvalidDataException: defect)"], log.Of("Rondo.Api"));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task When_the_client_closes_receiving_ends_and_the_handler_goes_on(string driver)
    {
        var seen = Eventually.Source<string>();
        await using var app = await SocketClient.Serve(driver, async session =>
        {
            await foreach (var _ in session.ReadAllAsync())
            {
            }

            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5)); // cleanup that awaits is not cancelled
            var closed = await Assert.ThrowsAsync<SocketClosedException>(async () => await session.SendAsync(new Said("late")));
            var ended = await Assert.ThrowsAsync<SocketClosedException>(async () => await session.ReceiveAsync());
            await session.CloseAsync(); // harmless
            seen.SetResult($"{session.CloseStatus} {session.CloseReason} {session.IsOpen} {session.TrySend(new Said("x"))}|{closed.Message}|{ended.Message}");
        });
        using var client = await SocketClient.ConnectAsync(app);
        await client.CloseAsync((WebSocketCloseStatus)4001, "bye");
        Assert.Equal(
            "4001 bye False False|The client closed the WebSocket (4001 'bye'), so the message was not sent.|The client closed the WebSocket (4001 'bye'), so nothing more will be received.",
            await seen.Soon());
        Assert.Equal((WebSocketCloseStatus)4001, client.Socket.CloseStatus); // echoed
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_goes_away_cancels_what_the_handler_awaits(string driver)
    {
        var entered = Eventually.Source();
        var seen = Eventually.Source<CancelReason>();
        await using var app = await SocketClient.Serve(driver, async session =>
        {
            entered.SetResult();
            try
            {
                await EventLoop.SleepForever();
            }
            catch (ScopeCanceledException exception)
            {
                seen.SetResult(exception.Reason);
                throw;
            }
        });
        await using (await RawSocket.ConnectAsync(app))
            await entered.Soon();
        Assert.Equal(CancelKind.Disconnected, (await seen.Soon()).Kind);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_closes_and_leaves_at_once_does_not_cancel_the_cleanup(string driver)
    {
        var entered = Eventually.Source();
        var left = Eventually.Source();
        var seen = Eventually.Source<string>();
        await using var app = await SocketClient.Serve(driver, async session =>
        {
            entered.SetResult();
            await foreach (var _ in session.ReadAllAsync())
            {
            }

            await left.Task;
            for (var i = 0; i < 20; i++)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            seen.SetResult($"cleaned up after {session.CloseStatus}");
        });
        await using (var client = await RawSocket.ConnectAsync(app))
        {
            await entered.Soon();
            await client.SendAsync(RawSocket.Frame(0x88, [0x03, 0xE8]));
        }

        left.SetResult();
        Assert.Equal("cleaned up after NormalClosure", await seen.Soon());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_deadline_of_requests_is_none_of_sockets(string driver)
    {
        await using var app = await ServedApp.StartAsync(
            driver,
            static app =>
            {
                app.UseWebSockets();
                app.MapGet("/", static context => SocketEndpoint.RunRawAsync(context, null, static async session =>
                {
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(60));
                    await session.SendTextAsync("still there");
                }));
            },
            static options => options.RequestDeadline = TimeSpan.FromMilliseconds(20));
        using var client = await SocketClient.ConnectAsync(app);
        Assert.Equal("still there", await client.ReceiveAsync());
        Assert.Equal("close 1000", await client.ReceiveAsync());
    }

    [Theory]
    [InlineData("not found", "close 4404 No room 'x'.")]
    [InlineData("title", "close 4409 Conflict")]
    [InlineData("defect", "close 1011 The server failed.")]
    [InlineData("foreign cancellation", "close 1011 The server failed.")]
    [InlineData("return", "close 1000")]
    public async Task The_handlers_end_decides_the_close(string how, string close)
    {
        var log = new CollectedLog();
        await using var app = await SocketClient.Serve(
            AnyDriver,
            async session =>
            {
                await EventLoop.Yield();
                switch (how)
                {
                    case "not found":
                        throw new NotFound("No room 'x'.");
                    case "title":
                        throw new Conflict();
                    case "defect":
                        throw new InvalidDataException("defect");
                    case "foreign cancellation":
                        throw new TaskCanceledException();
                }
            },
            log: log);
        using var client = await SocketClient.ConnectAsync(app);
        Assert.Equal(close, await client.ReceiveAsync());
        Assert.Equal(close.StartsWith("close 1011", StringComparison.Ordinal) ? 1 : 0, log.Of("Rondo.Api").Length);
    }

    [Fact]
    public async Task A_shared_message_is_serialized_once()
    {
        var type = (JsonTypeInfo<Tally>)JsonSerializerOptions.Web.GetTypeInfo(typeof(Tally));
        var shared = new SharedMessage<Tally>(new Tally());
        await using var app = await ServedApp.StartAsync(AnyDriver, app =>
        {
            app.UseWebSockets();
            app.MapGet("/", context => SocketEndpoint.RunAsync<Tally, Tally>(context, null, type, type, null, async session =>
            {
                await session.SendAsync(shared);
                Assert.True(session.TrySend(shared));
                await session.CloseAsync();
                Assert.False(session.TrySend(shared));
                await Assert.ThrowsAsync<SocketClosedException>(async () => await session.SendAsync(shared));
            }));
        });
        for (var i = 0; i < 3; i++)
        {
            using var client = await SocketClient.ConnectAsync(app);
            Assert.Equal("""{"reads":1}""", await client.ReceiveAsync());
            Assert.Equal("""{"reads":1}""", await client.ReceiveAsync());
            Assert.Equal("close 1000", await client.ReceiveAsync());
        }

        Assert.Equal(2, shared.Message.Reads);
    }

    [Fact]
    public async Task What_is_queued_goes_out_before_the_close()
    {
        var order = new List<string>();
        var done = Eventually.Source();
        await using var app = await SocketClient.Serve(AnyDriver, async session =>
        {
            try
            {
                for (var i = 0; i < 10; i++)
                    Assert.True(session.TrySend(new Said($"{i}")));
                await session.CloseAsync((WebSocketCloseStatus)4000, "enough");
                Assert.Equal(10, session.Statistics.Sent);
                await Assert.ThrowsAsync<SocketClosedException>(async () => await session.SendAsync(new Said("late")));
                await foreach (var _ in session.ReadAllAsync())
                    Assert.Fail("Receiving goes on.");
                await session.CloseAsync();
            }
            finally
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                order.Add($"cleanup, {session.CloseStatus}");
                done.SetResult();
            }
        });
        using var client = await SocketClient.ConnectAsync(app);
        for (var i = 0; i < 10; i++)
            Assert.Equal($$"""{"type":"said","text":"{{i}}"}""", await client.ReceiveAsync());
        Assert.Equal("close 4000 enough", await client.ReceiveAsync());
        await done.Soon();
        Assert.Equal(["cleanup, 4000"], order);
    }

    [Fact]
    public async Task The_handlers_cleanup_runs_before_the_socket_is_closed()
    {
        var gate = Eventually.Source();
        var entered = Eventually.Source();
        await using var app = await SocketClient.Serve(AnyDriver, async session =>
        {
            try
            {
                await foreach (var _ in session.ReadAllAsync())
                    throw new NotFound("x");
            }
            finally
            {
                entered.SetResult();
                await gate.Task;
                await session.SendAsync(new Said("farewell"));
            }
        });
        using var client = await SocketClient.ConnectAsync(app);
        await client.SendAsync("""{"type":"leave"}""");
        await entered.Soon();
        var receiving = client.ReceiveAsync();
        Assert.False(receiving.IsCompleted);
        gate.SetResult();
        Assert.Equal("""{"type":"said","text":"farewell"}""", await receiving);
        Assert.Equal("close 4404 x", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Codes_that_cannot_be_sent_are_refused()
    {
        var seen = Eventually.Source<string>();
        await using var app = await SocketClient.Serve(AnyDriver, async session =>
            seen.SetResult((await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await session.CloseAsync((WebSocketCloseStatus)1006))).Message));
        using var client = await SocketClient.ConnectAsync(app);
        Assert.StartsWith("1006 cannot be sent as a close code: use 1000 to 1003, 1007 to 1014, or 3000 to 4999, of which 4000 and up are the application's own.", await seen.Soon());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_server_that_stops_ends_receiving_and_lets_the_handler_say_goodbye(string driver)
    {
        var entered = Eventually.Source();
        var cleaned = Eventually.Source();
        await using var app = await SocketClient.Serve(driver, async session =>
        {
            entered.SetResult();
            await foreach (var _ in session.ReadAllAsync())
            {
            }

            Assert.True(session.StopToken.IsCancellationRequested || session.CloseStatus == WebSocketCloseStatus.EndpointUnavailable);
            await session.SendAsync(new Said("goodbye"));
            cleaned.SetResult();
        });
        using var client = await SocketClient.ConnectAsync(app);
        await entered.Soon();
        var stopping = app.App.StopAsync();
        Assert.Equal("""{"type":"said","text":"goodbye"}""", await client.ReceiveAsync());
        Assert.Equal("close 1001 The server is stopping.", await client.ReceiveAsync());
        await client.CloseAsync();
        await cleaned.Soon();
        await stopping.WaitAsync(Eventually.Patience);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_ignores_the_stop_is_cancelled(string driver)
    {
        var entered = Eventually.Source();
        var seen = Eventually.Source<string>();
        await using var app = await SocketClient.Serve(
            driver,
            async session =>
            {
                entered.SetResult();
                try
                {
                    await EventLoop.SleepForever();
                }
                catch (ScopeCanceledException exception)
                {
                    seen.SetResult($"{exception.Reason.Kind}: {exception.Message}");
                    throw;
                }
            },
            new SocketOptions { CloseTimeout = TimeSpan.FromMilliseconds(50) });
        using var client = await SocketClient.ConnectAsync(app);
        await entered.Soon();
        var stopping = app.App.StopAsync();
        Assert.Equal("close 1001 The server is stopping.", await client.ReceiveAsync());
        Assert.Equal("Shutdown: Canceled: the WebSocket is being closed (1001 'The server is stopping.') and its handler did not return within 0.05 s (scope 'WebSocket').", await seen.Soon());
        await stopping.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_raw_session_has_text_and_bytes()
    {
        await using var app = await ServedApp.StartAsync(AnyDriver, static app =>
        {
            app.UseWebSockets();
            app.MapGet("/", static context => SocketEndpoint.RunRawAsync(context, null, static async session =>
            {
                var first = await session.ReceiveAsync();
                await session.SendTextAsync(first.Text + first.IsText);
                await foreach (var message in session.ReadAllAsync())
                    await session.SendAsync(message.Bytes);
            }));
        });
        using var client = await SocketClient.ConnectAsync(app);
        await client.SendAsync("größer ");
        Assert.Equal("größer True", await client.ReceiveAsync());
        await client.Socket.SendAsync(new byte[] { 65, 66 }, WebSocketMessageType.Binary, true, default);
        Assert.Equal("AB", await client.ReceiveAsync());
    }

    [Theory]
    [InlineData(new[] { "b", "a" }, "a")]
    [InlineData(new[] { "c" }, null)]
    [InlineData(new string[0], null)]
    public async Task The_servers_preferred_subprotocol_is_chosen(string[] offered, string? chosen)
    {
        await using var app = await SocketClient.Serve(AnyDriver, static session => session.SendAsync(new Said(session.Subprotocol ?? "none")), new SocketOptions { Subprotocols = ["a", "b"] });
        using var client = await SocketClient.ConnectAsync(app, configure: options => Array.ForEach(offered, options.AddSubProtocol));
        Assert.Equal($$"""{"type":"said","text":"{{chosen ?? "none"}}"}""", await client.ReceiveAsync());
        Assert.Equal(chosen, client.Socket.SubProtocol);
    }

    [Fact]
    public async Task Another_request_is_426()
    {
        await using var app = await SocketClient.Serve(AnyDriver, SocketClient.Echo);
        using var client = app.OneConnection();
        using var response = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal("websocket", response.Headers.Upgrade.Single().Name);
        Assert.Equal("13", response.Headers.GetValues("Sec-WebSocket-Version").Single());
        Assert.Equal("This endpoint is a WebSocket: connect with a WebSocket client, version 13.", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused()
    {
        var seen = Eventually.Source<string>();
        await using var app = await SocketClient.Serve(
            AnyDriver, SocketClient.Echo, new SocketOptions { MaxMessageBytes = 0 }, map: app => app.Use(async (context, next) =>
            {
                seen.TrySetResult((await Assert.ThrowsAsync<InvalidOperationException>(() => next())).Message);
            }));
        using var client = app.OneConnection();
        using var response = await client.GetAsync("/");
        Assert.Equal("SocketOptions.MaxMessageBytes is 0: it has to be at least 1.", await seen.Soon());
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData(null, null)]
    public void Reasons_that_fit_stay(string? reason, string? cut) => Assert.Equal(cut, SocketClose.Cut(reason));

    [Fact]
    public void Reasons_are_cut_between_characters()
    {
        var cut = SocketClose.Cut(string.Concat(Enumerable.Repeat("😀", 50)))!;
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 30)) + "…", cut);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(cut), 120, 123);
        Assert.Equal(new string('x', 123), SocketClose.Cut(new string('x', 123)));
        Assert.Equal(new string('x', 120) + "…", SocketClose.Cut(new string('x', 124)));
    }

    /// <summary>Counts how often it is read.</summary>
    internal sealed class Tally
    {
        private int _reads;

        public int Reads => ++_reads;
    }
}
