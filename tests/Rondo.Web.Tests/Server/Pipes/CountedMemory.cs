using System.Buffers;

namespace Rondo.Web.Tests.Server.Pipes;

/// <summary>A memory pool with Kestrel's blocks that knows how many are out, and fills what comes back with rubbish.</summary>
internal sealed class CountedMemory : MemoryPool<byte>
{
    private int _out;

    public override int MaxBufferSize => 4096;

    internal int Out => Volatile.Read(ref _out);

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        Assert.True(minBufferSize <= MaxBufferSize, $"{minBufferSize} bytes were asked for.");
        Interlocked.Increment(ref _out);
        return new Block(this);
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Block(CountedMemory pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = new byte[4096];
        private int _returned;

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            Assert.True(Interlocked.Exchange(ref _returned, 1) == 0, "A block was returned twice.");
            _bytes.AsSpan().Fill(0xEE);
            Interlocked.Decrement(ref pool._out);
        }
    }
}
