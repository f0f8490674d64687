using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Rondo.Server.Transport.Pipes;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

public class SendingTests(IdleLoop idle) : IClassFixture<IdleLoop>
{
    private static readonly PipeOptions s_narrow = new(pauseWriterThreshold: 10_000, resumeWriterThreshold: 5_000, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);

    [Fact]
    public async Task Who_sends_more_than_the_client_takes_has_to_wait()
    {
        var wire = new Wire(idle.Loop, s_narrow);
        using var socket = wire.Server();
        var message = new byte[100_000];
        new Random(1).NextBytes(message);
        var first = socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, default);
        var second = socket.SendAsync("next"u8.ToArray().AsMemory(), WebSocketMessageType.Binary, true, default);
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        var sent = new List<byte>();
        while (!second.IsCompleted)
        {
            sent.AddRange(wire.Sent());
            Assert.InRange(sent.Count, 0, 100_016);
        }

        await first;
        sent.AddRange(wire.Sent());
        Assert.Equal([0x82, 127, 0, 0, 0, 0, 0, 1, 0x86, 0xA0, .. message, 0x82, 4, .. "next"u8], sent);
    }

    [Fact]
    public async Task A_flood_of_pings_from_a_client_that_takes_no_pong_is_not_read_on()
    {
        var wire = new Wire(idle.Loop, s_narrow);
        using var socket = wire.Server();
        var ping = Frames.Of(Frames.Ping, new byte[125]);
        var receiving = socket.ReceiveAsync(new byte[10].AsMemory(), default);
        for (var i = 0; i < 1000; i++)
            wire.Send(ping);
        Assert.False(receiving.IsCompleted);
        // Some 10,000 bytes of pongs, and the rest waits in the input, where the connection stops to read.
        Assert.InRange(wire.Sent().Length, 10_000, 10_200);
        wire.Send(Frames.Of(Frames.Text, "x"u8));
        var pongs = 0;
        while (!receiving.IsCompleted)
            pongs += wire.Sent().Length;
        Assert.True((await receiving).EndOfMessage);
    }

    [Fact]
    public async Task Many_threads_send_whole_messages()
    {
        var wire = new Wire(idle.Loop);
        using var socket = wire.Server();
        await Task.WhenAll(Enumerable.Range(1, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
                await socket.SendAsync(Enumerable.Repeat((byte)thread, 1 + (i % 300)).ToArray().AsMemory(), WebSocketMessageType.Binary, true, default);
        })));
        using var client = wire.Client();
        var counts = new int[9];
        var buffer = new byte[400];
        for (var i = 0; i < 8 * 500; i++)
        {
            var result = await client.ReceiveAsync(buffer.AsMemory(), default);
            Assert.True(result.EndOfMessage);
            Assert.Equal(-1, buffer.AsSpan(0, result.Count).IndexOfAnyExcept(buffer[0]));
            Assert.Equal(1 + (counts[buffer[0]]++ % 300), result.Count);
        }
    }

    [LoopFact]
    public async Task An_echo_allocates_nothing()
    {
        using var memory = new OneBlock();
        var input = new LoopInput(EventLoop.Current, memory, 0, 0);
        using var outgoing = new OneBlock();
        var output = new LoopOutput(EventLoop.Current, outgoing, 64_000, 32_000);
        var options = new LoopWebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(20) };
        using var socket = new LoopWebSocket(input, output, options, new Wire(EventLoop.Current));
        var frame = Frames.Of(Frames.Text, "a message that is not very long"u8);
        var echoed = 0;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                var buffer = new byte[1000];
                while (await socket.ReceiveAsync(buffer.AsMemory(), default) is { MessageType: not WebSocketMessageType.Close } result)
                {
                    await socket.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, default);
                    echoed++;
                }
            });
            long allocated = 0;
            for (var i = 0; i < 2000; i++)
            {
                if (i == 1000)
                    allocated = GC.GetAllocatedBytesForCurrentThread();
                frame.CopyTo(input.GetMemory());
                input.Append(frame.Length);
                input.Deliver();
                while (echoed <= i)
                    await EventLoop.Yield();
                while (output.Next() is { IsEmpty: false } next)
                    output.Sent(next.Length);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1000);
            var close = Frames.CloseOf(1000);
            close.CopyTo(input.GetMemory());
            input.Append(close.Length);
            input.Deliver();
        });
    }

    /// <summary>Lends the same memory again and again.</summary>
    private sealed class OneBlock : MemoryPool<byte>, IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = new byte[4096];

        public override int MaxBufferSize => 4096;

        public Memory<byte> Memory => _bytes;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => this;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
