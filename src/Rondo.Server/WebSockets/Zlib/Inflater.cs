using System.Runtime.ConstrainedExecution;

namespace Rondo.Server.WebSockets.Zlib;

/// <summary>A raw DEFLATE decompressor. Any thread, one at a time: a lock sees to it, since a socket may be disposed while it receives.</summary>
internal sealed class Inflater : CriticalFinalizerObject, IDisposable
{
    private readonly Lock _lock = new();
    private ZStream _stream;
    private int _windowBits;
    private bool _isDisposed;

    /// <param name="windowBits">9 to 15.</param>
    internal Inflater(int windowBits)
    {
        _windowBits = windowBits;
        var status = ZlibCalls.InflateInit(ref _stream, -windowBits);
        if (status == ZStatus.Ok)
            return;
        _isDisposed = true;
        throw new InvalidOperationException($"zlib made no decompressor with a window of {windowBits} bits: it answered {(int)status}.");
    }

    ~Inflater() => End();

    /// <summary>Forgets what was inflated so far.</summary>
    internal void Reset(int windowBits)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _windowBits = windowBits;
            var status = ZlibCalls.InflateReset(ref _stream, -windowBits);
            if (status != ZStatus.Ok)
                throw new InvalidOperationException($"zlib did not reset its decompressor: it answered {(int)status}.");
        }
    }

    /// <summary>Inflates as much as there is room for: false if the input is no DEFLATE.</summary>
    /// <remarks>A stream may end and another begin: what a client marks as its last block is no end here (RFC 7692, 7.2.3.4).</remarks>
    // Safety: both buffers are pinned for the call, which reads and writes within the lengths given; the pointers are cleared after it.
    internal unsafe bool TryInflate(ReadOnlySpan<byte> input, Span<byte> output, out int used, out int produced)
    {
        used = 0;
        produced = 0;
        if (output.IsEmpty)
            return true;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            fixed (byte* from = input, to = output)
            {
                (_stream.NextIn, _stream.AvailableIn) = ((nint)from, (uint)input.Length);
                (_stream.NextOut, _stream.AvailableOut) = ((nint)to, (uint)output.Length);
                ZStatus status;
                do
                {
                    status = ZlibCalls.Inflate(ref _stream, ZFlush.None);
                }
                while (status == ZStatus.StreamEnd && ZlibCalls.InflateReset(ref _stream, -_windowBits) == ZStatus.Ok && _stream.AvailableIn > 0 && _stream.AvailableOut > 0);
                used = input.Length - (int)_stream.AvailableIn;
                produced = output.Length - (int)_stream.AvailableOut;
                (_stream.NextIn, _stream.NextOut) = (0, 0);
                return status is ZStatus.Ok or ZStatus.BufferError or ZStatus.StreamEnd;
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
        _ = ZlibCalls.InflateEnd(ref _stream);
    }
}
