namespace Rondo.IO;

/// <inheritdoc/>
internal sealed class FileLoopStream(LoopFile file, bool leaveOpen) : LoopStream
{
    public override bool CanRead => !IsDisposed && (file.Access & FileAccess.Read) != 0;

    public override bool CanWrite => !IsDisposed && (file.Access & FileAccess.Write) != 0;

    public override bool CanSeek => !IsDisposed && file.CanSeek;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    protected override EventLoop Loop => file.Loop;

    public override long Seek(long offset, SeekOrigin origin) => file.Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => file.Position + offset,
        _ => file.Length + offset,
    };

    public override void SetLength(long value) => file.SetLength(value);

    protected override ValueTask<int> Read(Memory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return file.ReadAsync(buffer);
    }

    protected override ValueTask Write(ReadOnlyMemory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return file.WriteAsync(buffer);
    }

    protected override void Release()
    {
        if (!leaveOpen)
            OnLoop(file.Dispose);
    }
}
