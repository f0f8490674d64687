using System.Buffers;
using Rondo.Server.WebSockets.Deflate;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>A codec that is disposed while it is in use.</summary>
public class CodecSlotTests
{
    [Fact]
    public void What_is_out_is_disposed_when_it_comes_back()
    {
        var slot = default(CodecSlot<Codec>);
        Assert.Null(slot.Take());
        var codec = new Codec();
        slot.Keep(codec);
        Assert.Same(codec, slot.Take());
        slot.Dispose();
        Assert.False(codec.IsDisposed);
        slot.Keep(codec);
        Assert.True(codec.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => slot.Take());
    }

    [Fact]
    public void What_lies_there_is_disposed_at_once()
    {
        var slot = default(CodecSlot<Codec>);
        var codec = new Codec();
        slot.Keep(codec);
        slot.Dispose();
        slot.Dispose();
        Assert.Equal(1, codec.Disposals);
    }

    [Fact]
    public async Task A_compressor_of_a_disposed_socket_reaches_no_other()
    {
        // Both sides of the race in turn: the disposal comes before, during or after the message.
        const int WindowBits = 11;
        var payload = new byte[20_000];
        new Random(1).NextBytes(payload);
        for (var round = 0; round < 300; round++)
        {
            var deflater = new MessageDeflater(WindowBits, keepsContext: false);
            using var start = new Barrier(2);
            var sending = Task.Run(() =>
            {
                start.SignalAndWait();
                try
                {
                    ArrayPool<byte>.Shared.Return(deflater.Deflate(payload, isEndOfMessage: true).Rented);
                }
                catch (ObjectDisposedException)
                {
                    // The disposal was first.
                }
            });
            start.SignalAndWait();
            Thread.SpinWait(round * 10);
            deflater.Dispose();
            await sending;

            using var other = new MessageDeflater(WindowBits, keepsContext: false);
            ArrayPool<byte>.Shared.Return(other.Deflate(payload, isEndOfMessage: true).Rented);
        }
    }

    private sealed class Codec : IDisposable
    {
        internal int Disposals { get; private set; }

        internal bool IsDisposed => Disposals > 0;

        public void Dispose() => Disposals++;
    }
}
