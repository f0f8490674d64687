using System.Buffers;
using System.IO.Pipelines;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>Two pipe ends as the stream of a connection, whose pending read ends when it is disposed.</summary>
internal sealed class PipeStream(PipeReader input, PipeWriter output) : Stream
{
    private bool _isDisposed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        // Without the token: a read that ends in its callback takes back the registration of the WebSocket's own, which aborts.
        var read = await input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        if (read.IsCanceled)
        {
            input.AdvanceTo(read.Buffer.Start);
            throw new ObjectDisposedException(nameof(PipeStream));
        }

        var length = (int)Math.Min(buffer.Length, read.Buffer.Length);
        var part = read.Buffer.Slice(0, length);
        part.CopyTo(buffer.Span);
        input.AdvanceTo(part.End);
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var result = await output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(result.IsCanceled, this);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        // Not here and now, within the lock of the WebSocket that disposes its stream: a socket would not either.
        ThreadPool.UnsafeQueueUserWorkItem(
            static ends =>
            {
                ends.input.CancelPendingRead();
                ends.output.CancelPendingFlush();
            },
            (input, output),
            preferLocal: false);
        base.Dispose(disposing);
    }
}
