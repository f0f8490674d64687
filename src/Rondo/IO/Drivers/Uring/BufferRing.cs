using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>
/// The buffers from which the kernel serves the receives of one loop. Only a connection that has data holds any, so ten
/// thousand idle ones cost nothing; pages are touched, and count as memory, when the first receive needs them.
/// </summary>
/// <remarks>A received buffer is at the same time a link in the list of what its socket has not read yet: no allocation.</remarks>
// Safety: both mappings live from the constructor to Dispose, which the driver calls after its last completion; numbers
// come from the kernel, which got them from here, and are below Count.
internal sealed unsafe class BufferRing : IDisposable
{
    internal const int Count = 512;
    internal const int Size = 4096;
    internal const ushort Group = 0;

    private const uint RegisterRing = 22;
    private const uint UnregisterRing = 23;

    private readonly Ring _ring;
    private readonly byte* _memory;
    private readonly Entry* _entries;
    private readonly Segment[] _segments = new Segment[Count];
    private ushort _tail;

    private BufferRing(Ring ring, byte* memory)
    {
        _ring = ring;
        _memory = memory;
        _entries = (Entry*)(memory + (Count * Size));
        for (var i = 0; i < Count; i++)
            Return(i);
    }

    /// <summary>Buffers that the kernel may still use.</summary>
    internal int Free { get; private set; }

    internal static BufferRing? TryCreate(Ring ring, out int errno)
    {
        var memory = Libc.Map(null, Length, Constants.ProtRead | Constants.ProtWrite, Constants.MapPrivate | Constants.MapAnonymous, -1, 0);
        if ((nint)memory == -1)
        {
            errno = Errno.ENOMEM;
            return null;
        }

        var registration = new Registration { Address = (ulong)((byte*)memory + (Count * Size)), Entries = Count, Group = Group };
        errno = -Math.Min(0, ring.Register(RegisterRing, &registration, 1));
        if (errno == 0)
            return new BufferRing(ring, (byte*)memory);
        _ = Libc.Unmap(memory, Length);
        return null;
    }

    private static nuint Length => (Count * Size) + (Count * (nuint)sizeof(Entry));

    /// <summary>Notes that the kernel has filled a buffer.</summary>
    internal void Take(int buffer, int length)
    {
        Free--;
        _segments[buffer] = new Segment { Next = -1, Length = length };
    }

    /// <summary>Gives a buffer back to the kernel.</summary>
    internal void Return(int buffer)
    {
        ref var entry = ref _entries[_tail & (Count - 1)];
        entry.Address = (ulong)(_memory + (buffer * Size));
        entry.Length = Size;
        entry.Buffer = (ushort)buffer;
        _tail++;
        // The tail lies over the unused last field of the first entry.
        Volatile.Write(ref _entries[0].Tail, _tail);
        Free++;
    }

    internal int Next(int buffer) => _segments[buffer].Next;

    internal void Link(int buffer, int next) => _segments[buffer].Next = next;

    /// <summary>Copies what fits.</summary>
    /// <param name="buffer">Its number.</param>
    /// <param name="target">Where to.</param>
    /// <param name="isEmpty">True when the buffer has been read to its end.</param>
    /// <returns>The number of bytes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Read(int buffer, Span<byte> target, out bool isEmpty)
    {
        ref var segment = ref _segments[buffer];
        var count = Math.Min(segment.Length - segment.Offset, target.Length);
        new ReadOnlySpan<byte>(_memory + (buffer * Size) + segment.Offset, count).CopyTo(target);
        segment.Offset += count;
        isEmpty = segment.Offset == segment.Length;
        return count;
    }

    public void Dispose()
    {
        var registration = new Registration { Group = Group };
        _ring.Register(UnregisterRing, &registration, 1);
        _ = Libc.Unmap(_memory, Length);
    }

    private struct Segment
    {
        internal int Next;
        internal int Offset;
        internal int Length;
    }

    /// <summary>struct io_uring_buf.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        internal ulong Address;
        internal uint Length;
        internal ushort Buffer;
        internal ushort Tail;
    }

    /// <summary>struct io_uring_buf_reg.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 40)]
    private struct Registration
    {
        internal ulong Address;
        internal uint Entries;
        internal ushort Group;
    }
}
