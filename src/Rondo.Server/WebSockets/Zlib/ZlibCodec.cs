using System.Runtime.ConstrainedExecution;

namespace Rondo.Server.WebSockets.Zlib;

/// <summary>A stream of zlib's. Any thread, one at a time: its owner's (<see cref="Deflate.CodecSlot{T}"/>).</summary>
/// <param name="windowBits">9 to 15.</param>
internal abstract class ZlibCodec(int windowBits) : CriticalFinalizerObject, IDisposable
{
    private protected ZStream Stream;
    private bool _isDisposed;

    ~ZlibCodec() => EndOnce();

    internal int WindowBits { get; private protected set; } = windowBits;

    public void Dispose()
    {
        EndOnce();
        GC.SuppressFinalize(this);
    }

    /// <summary>The last line of a constructor: there is nothing to end where zlib has made nothing.</summary>
    private protected void ThrowUnlessMade(ZStatus status, string what)
    {
        if (status == ZStatus.Ok)
            return;
        _isDisposed = true;
        throw new InvalidOperationException($"zlib made no {what} with a window of {WindowBits} bits: it answered {(int)status}.");
    }

    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>As much as there is input and room for.</summary>
    // Safety: both buffers are pinned for the call, which reads and writes within the lengths given; the pointers are cleared after it.
    private protected unsafe ZStatus Step(ReadOnlySpan<byte> input, Span<byte> output, ZFlush flush, out int used, out int produced)
    {
        ThrowIfDisposed();
        fixed (byte* from = input, to = output)
        {
            (Stream.NextIn, Stream.AvailableIn) = ((nint)from, (uint)input.Length);
            (Stream.NextOut, Stream.AvailableOut) = ((nint)to, (uint)output.Length);
            var status = Call(flush);
            used = input.Length - (int)Stream.AvailableIn;
            produced = output.Length - (int)Stream.AvailableOut;
            (Stream.NextIn, Stream.NextOut) = (0, 0);
            // Not before zlib is done with it: nobody else may hold it, and the finalizer ends the stream.
            GC.KeepAlive(this);
            return status;
        }
    }

    private protected abstract ZStatus Call(ZFlush flush);

    private protected abstract void End();

    private void EndOnce()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        End();
    }
}
