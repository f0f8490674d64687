using System.Buffers;
using System.Diagnostics;

namespace Rondo.Server.Transport.Pipes;

/// <summary>A block of memory in the list that a pipe's two ends share.</summary>
/// <remarks>
/// One end appends and the other consumes, on the same thread or on two. The consumer may read as far as a count of
/// bytes that the pipe publishes after the segment was written; the end of a segment is final once the next is linked.
/// </remarks>
internal sealed class PipeSegment : ReadOnlySequenceSegment<byte>
{
    /// <summary>The most that a thread keeps: 24 KB of them.</summary>
    private const int MaxSpares = 256;

    [ThreadStatic]
    private static PipeSegment? t_spares;

    [ThreadStatic]
    private static int t_spareCount;

    private const int Idle = 0;
    private const int Writing = 1;
    private const int Released = 2;

    private IMemoryOwner<byte>? _owner;
    private byte[]? _array;
    private PipeSegment? _next;
    private int _claim = Released;

    /// <summary>All of the block; empty once it is released.</summary>
    internal Memory<byte> Block { get; private set; }

    /// <summary>Where the written bytes end.</summary>
    internal int End { get; private set; }

    internal int Room => Block.Length - End;

    /// <summary>The segment after this one. Read it before <see cref="End"/>, which is final if there is one.</summary>
    internal PipeSegment? Following
    {
        get => Volatile.Read(ref _next);
        set
        {
            Next = value;
            Volatile.Write(ref _next, value);
        }
    }

    /// <summary>
    /// One that this thread has kept, or a new one. The loop's pipes share them, since an idle connection is to hold none in reserve.
    /// </summary>
    internal static PipeSegment Take()
    {
        if (t_spares is not { } spare)
            return new PipeSegment();
        t_spares = spare._next;
        t_spareCount--;
        spare.Following = null;
        return spare;
    }

    /// <summary>Keeps a released segment that no list and no reader has any more.</summary>
    internal static void Keep(PipeSegment segment)
    {
        if (t_spareCount >= MaxSpares)
            return;
        t_spareCount++;
        segment.Following = t_spares;
        t_spares = segment;
    }

    /// <summary>Takes a block of at least <paramref name="size"/> bytes and claims it.</summary>
    internal void Open(MemoryPool<byte> pool, int size)
    {
        Debug.Assert(_next is null && _owner is null && _array is null);
        if (size <= pool.MaxBufferSize)
        {
            _owner = pool.Rent(Math.Min(pool.MaxBufferSize, Math.Max(size, 4096)));
            Block = _owner.Memory;
        }
        else
        {
            _array = ArrayPool<byte>.Shared.Rent(size);
            Block = _array;
        }

        End = 0;
        _claim = Writing;
    }

    /// <summary>Appends this segment to the list that ends with <paramref name="last"/>, whose end is final by now.</summary>
    internal void Follow(PipeSegment last)
    {
        RunningIndex = last.RunningIndex + last.End;
        last.Following = this;
    }

    internal void Extend(int bytes)
    {
        End += bytes;
        Memory = Block[..End];
    }

    /// <summary>Gives the block back. The segment may stay in the list as its (empty) end.</summary>
    internal void Release()
    {
        var owner = _owner;
        var array = _array;
        _owner = null;
        _array = null;
        Block = default;
        Memory = default;
        _claim = Released;
        owner?.Dispose();
        if (array is not null)
            ArrayPool<byte>.Shared.Return(array);
    }

    /// <summary>The writer wants to continue in this block: false if it has to take a new one.</summary>
    /// <param name="isHere">The caller is on the loop, which is the one to release blocks, and is not releasing this one now.</param>
    internal bool TryClaim(bool isHere)
    {
        if (!isHere)
            return Interlocked.CompareExchange(ref _claim, Writing, Idle) == Idle;
        if (_claim != Idle)
            return false;
        _claim = Writing;
        return true;
    }

    /// <summary>The writer has published what it wrote here and wants no more of it for now.</summary>
    internal void Unclaim() => Volatile.Write(ref _claim, Idle);

    /// <summary>The loop has had all of it: true if the writer is not using it, who will not from then on.</summary>
    internal bool TryClaimRelease() => Interlocked.CompareExchange(ref _claim, Released, Idle) == Idle;
}
