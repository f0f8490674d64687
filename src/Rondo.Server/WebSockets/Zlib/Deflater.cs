namespace Rondo.Server.WebSockets.Zlib;

/// <summary>A raw DEFLATE compressor.</summary>
internal sealed class Deflater : ZlibCodec
{
    private const int Deflated = 8;
    private const int DefaultStrategy = 0;

    /// <param name="windowBits">9 to 15.</param>
    /// <param name="level">1 to 9.</param>
    /// <param name="memoryLevel">1 to 9.</param>
    internal Deflater(int windowBits, int level, int memoryLevel)
        : base(windowBits) =>
        ThrowUnlessMade(ZlibCalls.DeflateInit(ref Stream, level, Deflated, -windowBits, memoryLevel, DefaultStrategy), "compressor");

    /// <summary>Compresses as much as there is room for.</summary>
    internal void Deflate(ReadOnlySpan<byte> input, Span<byte> output, ZFlush flush, out int used, out int produced)
    {
        var status = Step(input, output, flush, out used, out produced);
        if (status is not (ZStatus.Ok or ZStatus.BufferError))
            throw new InvalidOperationException($"zlib did not compress: it answered {(int)status}.");
    }

    private protected override ZStatus Call(ZFlush flush) => ZlibCalls.Deflate(ref Stream, flush);

    private protected override void End() => _ = ZlibCalls.DeflateEnd(ref Stream);
}
