using Rondo.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>Messages that came before an end of the connection are answered before it, as Autobahn's strict cases ask.</summary>
public class WebSocketStrictnessTests
{
    private static readonly byte[] s_hello = RawSocket.Frame(0x81, "{\"type\":\"say\",\"text\":\"hello\"}"u8);

    /// <summary>Ends that arrive in one packet with a message, and the code of the close that answers each.</summary>
    public static TheoryData<string, string, byte[], int> Ends()
    {
        var data = new TheoryData<string, string, byte[], int>();
        foreach (var driver in AvailableDrivers.All)
        {
            data.Add(driver, "close", RawSocket.Frame(0x88, [0x03, 0xE8]), 1000);
            data.Add(driver, "close of the app's own", RawSocket.Frame(0x88, [0x0F, 0xA1]), 4001);
            data.Add(driver, "reserved bit", RawSocket.Frame(0xC1, "x"u8), 1002);
            data.Add(driver, "unknown opcode", RawSocket.Frame(0x83, "x"u8), 1002);
            data.Add(driver, "fragmented ping", RawSocket.Frame(0x09, "x"u8), 1002);
            data.Add(driver, "continuation of nothing", RawSocket.Frame(0x80, "x"u8), 1002);
            data.Add(driver, "no mask", RawSocket.Frame(0x81, "x"u8, masked: false), 1002);
            data.Add(driver, "no UTF-8", RawSocket.Frame(0x81, [0xFF]), 1007);
            data.Add(driver, "close with half a code", RawSocket.Frame(0x88, [0x03]), 1002);
            data.Add(driver, "close with a code that cannot be sent", RawSocket.Frame(0x88, [0x03, 0xED]), 1002);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_message_is_answered_before_the_end_that_follows_it(string driver, string kind, byte[] end, int code)
    {
        Assert.NotEmpty(kind);
        await using var app = await SocketClient.Serve(driver, SocketClient.Echo);
        await using var client = await RawSocket.ConnectAsync(app);
        await client.SendAsync([.. s_hello, .. s_hello, .. end]);
        Assert.Equal(0x81, await client.ReceiveFrameAsync());
        Assert.Equal(0x81, await client.ReceiveFrameAsync());
        Assert.Equal(code, await client.ReceiveCloseAsync());
        await client.ReceiveEndAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_answers_after_some_turns_of_the_loop_is_waited_for(string driver)
    {
        await using var app = await SocketClient.Serve(
            driver,
            static async session =>
            {
                await foreach (var message in session.ReadAllAsync())
                {
                    for (var i = 0; i < 20; i++)
                        await EventLoop.Yield();
                    await session.SendAsync(new Said(((Say)message).Text));
                }
            });
        await using var client = await RawSocket.ConnectAsync(app);
        await client.SendAsync([.. s_hello, .. s_hello, .. RawSocket.Frame(0x88, [0x03, 0xE8])]);
        Assert.Equal(0x81, await client.ReceiveFrameAsync());
        Assert.Equal(0x81, await client.ReceiveFrameAsync());
        Assert.Equal(1000, await client.ReceiveCloseAsync());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_never_answers_holds_no_end_up(string driver)
    {
        await using var app = await SocketClient.Serve(
            driver,
            static async session =>
            {
                await session.ReceiveAsync();
                await EventLoop.Sleep(Timeout.InfiniteTimeSpan);
            },
            new SocketOptions { CloseTimeout = TimeSpan.FromMilliseconds(50) });
        await using var client = await RawSocket.ConnectAsync(app);
        await client.SendAsync([.. s_hello, .. RawSocket.Frame(0xC1, "x"u8)]);
        Assert.Equal(1002, await client.ReceiveCloseAsync());
        await client.ReceiveEndAsync();
    }
}
