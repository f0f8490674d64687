using System.Net.WebSockets;
using Rondo.Server.WebSockets;
using Rondo.Server.WebSockets.Deflate;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>When a socket is closed while the server stops.</summary>
public class DrainingTests(IdleLoop idle) : IClassFixture<IdleLoop>
{
    private const string Close = "881903E9" + "5468652073657276657220" + "69732073746F7070696E672E";
    private readonly byte[] _buffer = new byte[100];

    [Fact]
    public async Task The_answer_and_the_close_frame_go_out_together()
    {
        var (wire, socket) = Begin();
        wire.Send(Frames.Of(Frames.Text, "a"u8));
        await socket.ReceiveAsync(_buffer.AsMemory(), default);
        Drained(socket).DrainBegins();
        Assert.Empty(wire.SentHex());
        await socket.SendAsync("b"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        var receiving = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Assert.Equal("810162" + Close, wire.SentHex());
        Assert.Equal(WebSocketState.Open, socket.State);

        // What crosses the close frame is not handed to an app that could not answer it.
        wire.Send([.. Frames.Of(Frames.Text, new byte[1000]), .. Frames.Of(Frames.Binary, "x"u8, fin: false)]);
        wire.Send([.. Frames.Of(Frames.Continuation, []), .. Frames.CloseOf(1001)]);
        Assert.Equal(WebSocketMessageType.Close, (await receiving).MessageType);
        Assert.Equal((WebSocketState.CloseReceived, WebSocketCloseStatus.EndpointUnavailable), (socket.State, socket.CloseStatus));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal("", wire.SentHex());
        Assert.Equal(WebSocketState.Closed, socket.State);
        Assert.Null(Drained(socket).DrainExpires());
        Assert.False(wire.IsAborted);
    }

    /// <summary>A session that is accepted while the server stops.</summary>
    [Fact]
    public async Task A_drain_that_began_before_its_user_took_over_is_the_users()
    {
        var (wire, socket) = Begin();
        Drained(socket).DrainBegins();
        socket.User = new Settled();
        wire.Send(Frames.Of(Frames.Text, "a"u8));
        await socket.ReceiveAsync(_buffer.AsMemory(), default);
        await socket.SendAsync("b"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        _ = socket.ReceiveAsync(_buffer.AsMemory(), default);
        wire.Send(Frames.Of(Frames.Pong, []));
        Assert.Equal("810162", wire.SentHex());
    }

    [Fact]
    public async Task A_client_that_was_just_told_has_its_time_when_the_window_passes()
    {
        var (wire, socket) = Begin();
        wire.Send(Frames.Of(Frames.Text, "a"u8));
        await socket.ReceiveAsync(_buffer.AsMemory(), default);
        Drained(socket).DrainBegins();
        await socket.SendAsync("b"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        _ = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Assert.Equal("810162" + Close, wire.SentHex());
        Assert.NotNull(Drained(socket).DrainExpires());
        Assert.False(wire.IsAborted);
        Assert.Null(Drained(socket).DrainExpires());
        Assert.True(wire.IsAborted);
    }

    [Fact]
    public async Task Messages_that_have_come_are_answered_before_the_close()
    {
        var (wire, socket) = Begin();
        Drained(socket).DrainBegins();
        wire.Send([.. Frames.Of(Frames.Text, "a"u8), .. Frames.Of(Frames.Text, "b"u8)]);
        for (var i = 0; i < 2; i++)
        {
            await socket.ReceiveAsync(_buffer.AsMemory(), default);
            await socket.SendAsync(_buffer.AsMemory(0, 1), WebSocketMessageType.Text, true, default);
        }

        _ = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Assert.Equal("810161" + "810162" + Close, wire.SentHex());
    }

    [Fact]
    public void A_silent_client_is_closed_when_the_window_has_passed_and_cut_off_when_it_stays_silent()
    {
        var (wire, socket) = Begin();
        _ = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Drained(socket).DrainBegins();
        Assert.Equal("", wire.SentHex());
        Assert.NotNull(Drained(socket).DrainExpires());
        Assert.Equal(Close, wire.SentHex());
        Assert.Null(Drained(socket).DrainExpires());
        Assert.True(wire.IsAborted);
    }

    [Fact]
    public async Task A_handler_at_work_when_the_window_passes_still_answers()
    {
        var (wire, socket) = Begin();
        wire.Send(Frames.Of(Frames.Text, "a"u8));
        await socket.ReceiveAsync(_buffer.AsMemory(), default);
        Drained(socket).DrainBegins();
        Drained(socket).DrainExpires();
        Assert.Equal("", wire.SentHex());
        await socket.SendAsync("b"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        _ = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Assert.Equal("810162" + Close, wire.SentHex());
    }

    [Fact]
    public async Task An_app_that_receives_on_the_side_answers_and_closes_when_the_window_has_passed()
    {
        var (wire, socket) = Begin();
        wire.Send(Frames.Of(Frames.Text, "a"u8));
        await socket.ReceiveAsync(_buffer.AsMemory(), default);
        _ = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Drained(socket).DrainBegins();
        Drained(socket).DrainExpires();
        Assert.Equal("", wire.SentHex());
        await socket.SendAsync("b"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        Assert.Equal("810162" + Close, wire.SentHex());
    }

    [Fact]
    public async Task A_message_that_has_begun_is_received_to_its_end()
    {
        var (wire, socket) = Begin();
        Drained(socket).DrainBegins();
        wire.Send(Frames.Of(Frames.Text, "a"u8, fin: false));
        await socket.ReceiveAsync(_buffer.AsMemory(), default);
        var receiving = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Drained(socket).DrainExpires();
        wire.Send(Frames.Of(Frames.Continuation, "b"u8));
        Assert.True((await receiving).EndOfMessage);
        await socket.SendAsync("c"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        _ = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Assert.Equal("810163" + Close, wire.SentHex());
    }

    [Fact]
    public async Task A_message_that_comes_faster_than_the_app_takes_it_is_received_to_its_end()
    {
        var (wire, socket) = Begin();
        Drained(socket).DrainBegins();
        wire.Send(Frames.Of(Frames.Text, "ab"u8));
        await socket.ReceiveAsync(_buffer.AsMemory(0, 1), default);
        Drained(socket).DrainExpires();
        var rest = await socket.ReceiveAsync(_buffer.AsMemory(), default).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((WebSocketMessageType.Text, true), (rest.MessageType, rest.EndOfMessage));
        await socket.SendAsync("c"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        _ = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Assert.Equal("810163" + Close, wire.SentHex());
    }

    [Fact]
    public async Task What_is_left_in_the_inflater_is_thrown_away_after_the_close()
    {
        var wire = new Wire(idle.Loop);
        var socket = wire.Server(new LoopWebSocketOptions { Deflate = new DeflateParameters() });
        var receiving = socket.ReceiveAsync(_buffer.AsMemory(), default).AsTask();
        Drained(socket).DrainBegins();
        Drained(socket).DrainExpires();
        Assert.Equal(Close, wire.SentHex());
        // A zero and a match of 258 at distance 1, in three bytes to the bit: all of it has been taken when 256 have come out.
        await Task.Run(() => wire.Send(Frames.Of(Frames.Binary, [0x62, 0x18, 0x05], fin: false, bits: Frames.Compressed))).WaitAsync(TimeSpan.FromSeconds(20));
        wire.Send(Frames.CloseOf(1001));
        Assert.Equal(WebSocketMessageType.Close, (await receiving.WaitAsync(TimeSpan.FromSeconds(20))).MessageType);
    }

    [Fact]
    public async Task An_app_that_only_sends_is_closed_when_the_window_has_passed()
    {
        var (wire, socket) = Begin();
        await socket.SendAsync("a"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        Drained(socket).DrainBegins();
        await socket.SendAsync("b"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        Drained(socket).DrainExpires();
        Assert.Equal("810161" + "810162" + Close, wire.SentHex());
        await Assert.ThrowsAsync<WebSocketException>(async () => await socket.SendAsync("c"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default));
    }

    private static IDrained Drained(LoopWebSocket socket) => socket;

    private (Wire Wire, LoopWebSocket Socket) Begin()
    {
        var wire = new Wire(idle.Loop);
        return (wire, wire.Server());
    }

    private sealed class Settled : IMessageUser
    {
        ValueTask IMessageUser.SettleAsync() => default;
    }
}
