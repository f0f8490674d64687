using System.Net.WebSockets;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>A receive that waits, as a value task: when it is awaited, how often, and who is called.</summary>
public class ReceiveOperationTests
{
    private readonly byte[] _buffer = new byte[10];

    [LoopFact]
    public async Task What_came_before_it_is_awaited_is_there_when_it_is()
    {
        var wire = new LoopWire(EventLoop.Current);
        using var socket = wire.Server();
        var receiving = socket.ReceiveAsync(_buffer.AsMemory(), default);
        wire.Send(Frames.Of(Frames.Text, "x"u8));
        while (!receiving.IsCompleted)
            await EventLoop.Yield();
        Assert.Equal(1, (await receiving).Count);
    }

    [LoopFact]
    public async Task It_can_be_awaited_once()
    {
        var wire = new LoopWire(EventLoop.Current);
        using var socket = wire.Server();
        var receiving = socket.ReceiveAsync(_buffer.AsMemory(), default);
        var called = new TaskCompletionSource();
        receiving.GetAwaiter().OnCompleted(called.SetResult);
        var again = Assert.Throws<InvalidOperationException>(() => receiving.GetAwaiter().OnCompleted(static () => { }));
        Assert.Equal("This receive is already awaited: a ValueTask can be awaited once. Call AsTask() to await it from several places.", again.Message);
        wire.Send(Frames.Of(Frames.Text, "x"u8));
        await called.Task;
        Assert.Equal(1, receiving.GetAwaiter().GetResult().Count);
        var late = Assert.Throws<InvalidOperationException>(() => receiving.GetAwaiter().GetResult());
        Assert.Equal("This ValueTask was already awaited: it can be awaited once. Call AsTask() to await it from several places.", late.Message);
    }

    [LoopFact]
    public async Task Its_result_cannot_be_taken_before_it_is_there()
    {
        var wire = new LoopWire(EventLoop.Current);
        using var socket = wire.Server();
        var receiving = socket.ReceiveAsync(_buffer.AsMemory(), default);
        Assert.Throws<InvalidOperationException>(() => receiving.GetAwaiter().GetResult());
        socket.Abort();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.AsTask());
    }

    [LoopFact]
    public async Task A_token_that_was_given_with_one_receive_ends_no_other()
    {
        var wire = new LoopWire(EventLoop.Current);
        using var socket = wire.Server();
        using var source = new CancellationTokenSource();
        var first = socket.ReceiveAsync(_buffer.AsMemory(), source.Token);
        wire.Send(Frames.Of(Frames.Text, "x"u8));
        await first;
        var second = socket.ReceiveAsync(_buffer.AsMemory(), default);
        source.Cancel();
        wire.Send(Frames.Of(Frames.Text, "yz"u8));
        Assert.Equal(2, (await second).Count);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [LoopFact]
    public async Task A_reader_that_is_no_task_is_called_when_there_is_a_result()
    {
        var wire = new LoopWire(EventLoop.Current);
        using var socket = wire.Server();
        var called = new TaskCompletionSource<SynchronizationContext?>();
        var pending = socket.Receive(_buffer, static called => ((TaskCompletionSource<SynchronizationContext?>)called!).SetResult(SynchronizationContext.Current), called, out _);
        Assert.NotNull(pending);
        Assert.Throws<InvalidOperationException>(() => pending.End());
        wire.Send([.. Frames.Of(Frames.Text, "x"u8), .. Frames.Of(Frames.Text, "yz"u8)]);
        Assert.Same(SynchronizationContext.Current, await called.Task);
        Assert.Equal(1, pending.End().Count);
        Assert.Null(socket.Receive(_buffer, static _ => throw new InvalidOperationException("It is there."), called, out var there));
        Assert.Equal(2, there.Count);
    }
}
