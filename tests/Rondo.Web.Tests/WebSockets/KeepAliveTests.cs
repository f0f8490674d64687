using System.Net.WebSockets;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>Pings, pongs and the lack of them, on virtual time.</summary>
public class KeepAliveTests
{
    private static readonly LoopWebSocketOptions s_pinging = new() { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(10) };

    [LoopFact(Virtual = true)]
    public async Task Without_a_timeout_a_pong_goes_out_each_interval()
    {
        var wire = new Wire(EventLoop.Current);
        using var socket = wire.Server(new LoopWebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20) });
        await EventLoop.Sleep(TimeSpan.FromSeconds(19));
        Assert.Equal("", wire.SentHex());
        await EventLoop.Sleep(TimeSpan.FromSeconds(42));
        Assert.Equal("8A008A008A00", wire.SentHex());
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [LoopFact(Virtual = true)]
    public async Task A_silent_client_is_pinged_and_cut_off()
    {
        var wire = new Wire(EventLoop.Current);
        using var socket = wire.Server(s_pinging);
        var receiving = socket.ReceiveAsync(new byte[10].AsMemory(), default).AsTask();
        await EventLoop.Sleep(TimeSpan.FromSeconds(21));
        Assert.Equal("8900", wire.SentHex());
        await EventLoop.Sleep(TimeSpan.FromSeconds(8));
        Assert.Equal(WebSocketState.Open, socket.State);
        await EventLoop.Sleep(TimeSpan.FromSeconds(2));
        Assert.Equal(WebSocketState.Aborted, socket.State);
        Assert.Equal("The client did not answer a ping within 10 s.", wire.AbortReason!.Message);
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        Assert.Equal("The client did not answer a ping within 10 s.", exception.InnerException!.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task Any_frame_is_a_sign_of_life()
    {
        var wire = new Wire(EventLoop.Current);
        using var socket = wire.Server(s_pinging);
        var buffer = new byte[10];
        for (var i = 0; i < 10; i++)
        {
            var receiving = socket.ReceiveAsync(buffer.AsMemory(), default);
            await EventLoop.Sleep(TimeSpan.FromSeconds(15));
            wire.Send(Frames.Of(Frames.Text, "x"u8));
            await receiving;
        }

        Assert.Equal("", wire.SentHex());
    }

    [LoopFact(Virtual = true)]
    public async Task A_pong_in_time_keeps_the_connection()
    {
        var wire = new Wire(EventLoop.Current);
        using var socket = wire.Server(s_pinging);
        _ = socket.ReceiveAsync(new byte[10].AsMemory(), default).AsTask();
        for (var i = 0; i < 5; i++)
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(25));
            Assert.Equal("8900", wire.SentHex());
            wire.Send(Frames.Of(Frames.Pong, []));
        }

        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [LoopFact(Virtual = true)]
    public async Task A_socket_that_has_ended_needs_no_timer()
    {
        var wire = new Wire(EventLoop.Current);
        var socket = wire.Server(s_pinging);
        socket.Dispose();
        await EventLoop.Sleep(TimeSpan.FromMinutes(5));
        Assert.Equal("", wire.SentHex());
        Assert.False(wire.IsAborted);
    }
}
