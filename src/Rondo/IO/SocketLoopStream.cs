namespace Rondo.IO;

/// <inheritdoc/>
internal sealed class SocketLoopStream(SocketStream stream, bool leaveOpen) : LoopStream
{
    private volatile bool _disposed;

    public override bool CanRead => !_disposed;

    public override bool CanWrite => !_disposed;

    protected override EventLoop Loop => stream.Loop;

    protected override ValueTask<int> Read(Memory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return stream.ReadAsync(buffer);
    }

    protected override ValueTask Write(ReadOnlyMemory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return stream.WriteAsync(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            if (!leaveOpen)
                OnLoop(stream.Dispose);
        }

        base.Dispose(disposing);
    }
}
