namespace Rondo.Server.WebSockets.Deflate;

/// <summary>A codec that belongs to whoever has taken it: one user at a time, while any thread may dispose what lies here.</summary>
/// <remarks>
/// So that a socket which is disposed in the middle of a message ends its own codec, and neither one in use nor one that the pool
/// has given to another.
/// </remarks>
internal struct CodecSlot<T>
    where T : class, IDisposable
{
    private T? _codec;
    private bool _isDisposed;

    /// <summary>Takes it out; null if there is none.</summary>
    /// <exception cref="ObjectDisposedException">The slot was disposed.</exception>
    internal T? Take()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), typeof(T));
        return Interlocked.Exchange(ref _codec, null);
    }

    /// <summary>Puts it back, for the next use.</summary>
    internal void Keep(T codec)
    {
        Interlocked.Exchange(ref _codec, codec);
        if (Volatile.Read(ref _isDisposed))
            Dispose();
    }

    internal void Dispose()
    {
        Volatile.Write(ref _isDisposed, true);
        Interlocked.Exchange(ref _codec, null)?.Dispose();
    }
}
