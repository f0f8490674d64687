using System.Buffers;
using System.IO.Pipelines;

namespace Rondo.Server.Http1.Bodies;

/// <summary>A request's content as a stream.</summary>
internal sealed class RequestStream(Http1Exchange exchange, PipeReader reader) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (!exchange.AllowsSynchronousIO)
            throw new InvalidOperationException(
                "Synchronous operations are disallowed. Call ReadAsync or set AllowSynchronousIO to true instead.");
        return ReadAsync(buffer, offset, count).GetAwaiter().GetResult();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.IsCanceled)
                throw new OperationCanceledException("The read was canceled");
            var length = (int)Math.Min(result.Buffer.Length, buffer.Length);
            if (length > 0 || buffer.IsEmpty || result.IsCompleted)
            {
                var slice = result.Buffer.Slice(0, length);
                slice.CopyTo(buffer.Span);
                reader.AdvanceTo(slice.End);
                return length;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
        reader.CopyToAsync(destination, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
