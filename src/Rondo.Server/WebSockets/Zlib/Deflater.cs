using System.Runtime.ConstrainedExecution;

namespace Rondo.Server.WebSockets.Zlib;

/// <summary>A raw DEFLATE compressor. Any thread, one at a time: a lock sees to it, since a socket may be disposed while it sends.</summary>
internal sealed class Deflater : CriticalFinalizerObject, IDisposable
{
    private const int Deflated = 8;
    private const int DefaultStrategy = 0;

    private readonly Lock _lock = new();
    private ZStream _stream;
    private bool _isDisposed;

    /// <param name="windowBits">9 to 15.</param>
    /// <param name="level">1 to 9.</param>
    /// <param name="memoryLevel">1 to 9.</param>
    internal Deflater(int windowBits, int level, int memoryLevel)
    {
        WindowBits = windowBits;
        var status = ZlibCalls.DeflateInit(ref _stream, level, Deflated, -windowBits, memoryLevel, DefaultStrategy);
        if (status == ZStatus.Ok)
            return;
        _isDisposed = true;
        throw new InvalidOperationException($"zlib made no compressor with a window of {windowBits} bits: it answered {(int)status}.");
    }

    ~Deflater() => End();

    internal int WindowBits { get; }

    /// <summary>Compresses as much as there is room for.</summary>
    // Safety: both buffers are pinned for the call, which reads and writes within the lengths given; the pointers are cleared after it.
    internal unsafe void Deflate(ReadOnlySpan<byte> input, Span<byte> output, ZFlush flush, out int used, out int produced)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            fixed (byte* from = input, to = output)
            {
                (_stream.NextIn, _stream.AvailableIn) = ((nint)from, (uint)input.Length);
                (_stream.NextOut, _stream.AvailableOut) = ((nint)to, (uint)output.Length);
                var status = ZlibCalls.Deflate(ref _stream, flush);
                used = input.Length - (int)_stream.AvailableIn;
                produced = output.Length - (int)_stream.AvailableOut;
                (_stream.NextIn, _stream.NextOut) = (0, 0);
                if (status is not (ZStatus.Ok or ZStatus.BufferError))
                    throw new InvalidOperationException($"zlib did not compress: it answered {(int)status}.");
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
            End();
        GC.SuppressFinalize(this);
    }

    private void End()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _ = ZlibCalls.DeflateEnd(ref _stream);
    }
}
