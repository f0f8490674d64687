namespace Rondo.Server.WebSockets.Zlib;

/// <summary>A raw DEFLATE decompressor.</summary>
internal sealed class Inflater : ZlibCodec
{
    /// <param name="windowBits">9 to 15.</param>
    internal Inflater(int windowBits)
        : base(windowBits) => ThrowUnlessMade(ZlibCalls.InflateInit(ref Stream, -windowBits), "decompressor");

    /// <summary>Forgets what was inflated so far.</summary>
    internal void Reset(int windowBits)
    {
        ThrowIfDisposed();
        WindowBits = windowBits;
        var status = ZlibCalls.InflateReset(ref Stream, -windowBits);
        if (status != ZStatus.Ok)
            throw new InvalidOperationException($"zlib did not reset its decompressor: it answered {(int)status}.");
    }

    /// <summary>Inflates as much as there is room for: false if the input is no DEFLATE.</summary>
    internal bool TryInflate(ReadOnlySpan<byte> input, Span<byte> output, out int used, out int produced)
    {
        used = 0;
        produced = 0;
        return output.IsEmpty
            || Step(input, output, ZFlush.None, out used, out produced) is ZStatus.Ok or ZStatus.BufferError or ZStatus.StreamEnd;
    }

    /// <remarks>A stream may end and another begin: what a client marks as its last block is no end here (RFC 7692, 7.2.3.4).</remarks>
    private protected override ZStatus Call(ZFlush flush)
    {
        ZStatus status;
        do
        {
            status = ZlibCalls.Inflate(ref Stream, flush);
        }
        while (status == ZStatus.StreamEnd && ZlibCalls.InflateReset(ref Stream, -WindowBits) == ZStatus.Ok
            && Stream.AvailableIn > 0 && Stream.AvailableOut > 0);
        return status;
    }

    private protected override void End() => _ = ZlibCalls.InflateEnd(ref Stream);
}
