namespace Rondo.IO;

/// <inheritdoc/>
internal sealed class SocketLoopStream(SocketStream stream, bool leaveOpen) : LoopStream
{
    public override bool CanRead => !IsDisposed;

    public override bool CanWrite => !IsDisposed;

    protected override EventLoop Loop => stream.Loop;

    protected override ValueTask<int> Read(Memory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return stream.ReadAsync(buffer);
    }

    protected override ValueTask Write(ReadOnlyMemory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return stream.WriteAsync(buffer);
    }

    protected override void Release()
    {
        if (!leaveOpen)
            OnLoop(stream.Dispose);
    }
}
