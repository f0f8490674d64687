using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api.Bodies;

/// <summary>Collects a body that has not arrived as a whole, in pieces, within the memory for all bodies.</summary>
/// <remarks>
/// Not one array that grows: for a body of 28 MB its copies hold the loop for 100 ms and leave twice its length to the collector.
/// Not ArrayBufferWriter
/// either, which grows beyond the length that the client has announced, and is counted nowhere.
/// </remarks>
internal sealed class BodyBuffer(HttpContext http) : IDisposable
{
    private const int LongestPiece = 1024 * 1024;

    private readonly long _announced = http.Request.ContentLength ?? long.MaxValue;
    private BodyShare _share = new(http);
    private Piece? _first;
    private Piece? _last;
    private long _capacity;

    /// <summary>The bytes so far.</summary>
    internal ReadOnlySequence<byte> Written => _first is null ? default : new(_first, 0, _last!, _last!.Memory.Length);

    internal void Write(in ReadOnlySequence<byte> more)
    {
        foreach (var memory in more)
        {
            for (var rest = memory.Span; !rest.IsEmpty;)
            {
                if (_last is null || _last.Room == 0)
                    Grow(more.Length);
                rest = rest[_last!.Take(rest)..];
            }
        }
    }

    public void Dispose() => _share.Dispose();

    /// <summary>By half: what is counted and not used may keep others waiting.</summary>
    private void Grow(long needed)
    {
        var length = Math.Clamp(Math.Max(needed, _capacity / 2), BodyShare.Free, LongestPiece);
        // More than was announced comes where middleware inflates it.
        if (_announced > _capacity)
            length = Math.Min(length, _announced - _capacity);
        _capacity += length;
        _share.GrowTo(_capacity);
        _last = new Piece((int)length, _last);
        _first ??= _last;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        private readonly byte[] _bytes;

        internal Piece(int length, Piece? before)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(length);
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }

        internal int Room => _bytes.Length - Memory.Length;

        /// <summary>Takes in what there is room for; returns how much that was.</summary>
        internal int Take(ReadOnlySpan<byte> bytes)
        {
            var count = Math.Min(bytes.Length, Room);
            bytes[..count].CopyTo(_bytes.AsSpan(Memory.Length));
            Memory = _bytes.AsMemory(0, Memory.Length + count);
            return count;
        }
    }
}
