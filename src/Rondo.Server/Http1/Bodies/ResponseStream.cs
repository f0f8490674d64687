using System.IO.Pipelines;

namespace Rondo.Server.Http1.Bodies;

/// <summary>A response's content as a stream.</summary>
internal sealed class ResponseStream(Http1Exchange exchange, PipeWriter writer) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
        ThrowIfSynchronous();
        FlushAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken) => Check(await writer.FlushAsync(cancellationToken));

    public override void Write(byte[] buffer, int offset, int count)
    {
        ThrowIfSynchronous();
        WriteAsync(buffer, offset, count).GetAwaiter().GetResult();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var writing = writer.WriteAsync(buffer, cancellationToken);
        if (!writing.IsCompletedSuccessfully)
            return Await(writing);
        Check(writing.Result);
        return default;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static async ValueTask Await(ValueTask<FlushResult> writing) => Check(await writing);

    private static void Check(FlushResult result)
    {
        if (result.IsCanceled)
            throw new OperationCanceledException("The flush was canceled.");
    }

    private void ThrowIfSynchronous()
    {
        if (!exchange.AllowsSynchronousIO)
            throw new InvalidOperationException(
                "Synchronous operations are disallowed. Call WriteAsync or set AllowSynchronousIO to true instead.");
    }
}
