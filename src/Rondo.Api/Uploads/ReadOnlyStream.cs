namespace Rondo.Api.Uploads;

/// <summary>A stream that is read asynchronously, once, from its beginning to its end.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The length of an upload is known at its end.");

    public override long Position
    {
        get => throw new NotSupportedException("An upload has no position: it is read once, in order.");
        set => throw new NotSupportedException("An upload has no position: it is read once, in order.");
    }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A synchronous read of an upload would block the loop: await ReadAsync.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An upload is read once, in order.");

    public override void SetLength(long value) => throw new NotSupportedException("An upload is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An upload is read only.");
}
