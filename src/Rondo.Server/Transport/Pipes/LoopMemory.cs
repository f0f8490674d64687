using System.Buffers;
using Rondo.Core;

namespace Rondo.Server.Transport.Pipes;

/// <summary>
/// A few blocks of memory kept by the loop that uses them: a request takes and gives back two, which on one thread needs no queue
/// that threads share.
/// </summary>
internal sealed class LoopMemory(Scheduler scheduler, MemoryPool<byte> pool) : MemoryPool<byte>
{
    /// <summary>The most that a loop keeps, 512 KB of blocks of 4 KB: each step of a turn may write to another connection.</summary>
    private const int Kept = Scheduler.StepsPerTurn;

    private const int BlockSize = 4096;

    private readonly Scheduler _scheduler = scheduler;
    private readonly Block?[] _kept = new Block?[Kept];
    private int _count;

    public override int MaxBufferSize => pool.MaxBufferSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        if (minBufferSize > BlockSize || Scheduler.Current != _scheduler)
            return pool.Rent(minBufferSize);
        if (_count == 0)
            return new Block(this, pool.Rent(BlockSize));
        var block = _kept[--_count]!;
        _kept[_count] = null;
        return block;
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Block(LoopMemory memory, IMemoryOwner<byte> owner) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = owner.Memory;

        public void Dispose()
        {
            if (Scheduler.Current == memory._scheduler && memory._count < Kept)
                memory._kept[memory._count++] = this;
            else
                owner.Dispose();
        }
    }
}
