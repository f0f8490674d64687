using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api.Runtime;

/// <summary>Collects a body that has not arrived as a whole, in one array that grows, within the memory for all bodies.</summary>
/// <remarks>Not ArrayBufferWriter: it grows beyond the length that the client has announced, and is counted nowhere.</remarks>
internal sealed class BodyBuffer(HttpContext http) : IDisposable
{
    private readonly long _announced = http.Request.ContentLength ?? Array.MaxLength;
    private BodyShare _share = new(http);
    private byte[] _bytes = [];
    private int _length;

    internal ReadOnlySequence<byte> Written => new(_bytes, 0, _length);

    internal void Write(in ReadOnlySequence<byte> more)
    {
        if (more.Length > Array.MaxLength - _length)
            throw new PayloadTooLarge($"A body of more than {Array.MaxLength} bytes cannot be read as a whole.");
        var needed = _length + (int)more.Length;
        if (needed > _bytes.Length)
            Grow(needed);
        more.CopyTo(_bytes.AsSpan(_length));
        _length = needed;
    }

    public void Dispose() => _share.Dispose();

    private void Grow(int needed)
    {
        // By half: what is counted and not used may keep others waiting.
        var grown = Math.Max(_bytes.Length + (_bytes.Length / 2L), BodyShare.Free);
        var capacity = Math.Max(needed, (int)Math.Min(Math.Min(grown, _announced), Array.MaxLength));
        _share.GrowTo(capacity);
        Array.Resize(ref _bytes, capacity);
    }
}
