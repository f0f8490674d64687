using Rondo.Core;

namespace Rondo.IO;

/// <summary>The face that a loop's byte streams show to code which wants a <see cref="Stream"/> and knows no loops.</summary>
/// <remarks>
/// Such code uses <c>ConfigureAwait(false)</c> and resumes on the thread pool when it likes. So every call may come from any
/// thread: on the loop it starts the operation, elsewhere it hops there and back. Either way the caller's own context decides
/// where the caller continues, as with any stream.
/// </remarks>
internal abstract class LoopStream : Stream
{
    private volatile bool _disposed;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("A connection has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    protected abstract EventLoop Loop { get; }

    protected bool IsDisposed => _disposed;

    public sealed override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Loop.IsCurrent && !cancellationToken.CanBeCanceled)
            return Read(buffer);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<int>(cancellationToken);
        return ReadElsewhere(buffer, cancellationToken);
    }

    public sealed override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Loop.IsCurrent && !cancellationToken.CanBeCanceled)
            return Write(buffer);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return WriteElsewhere(buffer, cancellationToken);
    }

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public sealed override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public sealed override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public sealed override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    /// <summary>Nothing is buffered here.</summary>
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;

    public sealed override int Read(byte[] buffer, int offset, int count) => throw Synchronous("Read");

    public sealed override int Read(Span<byte> buffer) => throw Synchronous("Read");

    public sealed override void Write(byte[] buffer, int offset, int count) => throw Synchronous("Write");

    public sealed override void Write(ReadOnlySpan<byte> buffer) => throw Synchronous("Write");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    /// <summary>Reads; on the loop.</summary>
    protected abstract ValueTask<int> Read(Memory<byte> buffer);

    /// <summary>Writes all; on the loop.</summary>
    protected abstract ValueTask Write(ReadOnlyMemory<byte> buffer);

    protected sealed override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Release();
        }

        base.Dispose(disposing);
    }

    /// <summary>Releases what is read and written, once. On any thread.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>
    /// Runs on the loop from any thread, at once where possible; after the loop's end runs here, since nobody else can be at it.
    /// </summary>
    protected void OnLoop(Action action)
    {
        if (Loop.IsCurrent || !Loop.Scheduler.TryPost(action, null, WorkKind.Action))
            action();
    }

    // Apart from the methods that call them, which would make the closures each time.
    private ValueTask<int> ReadElsewhere(Memory<byte> buffer, CancellationToken token) => new(OnLoop(() => Read(buffer), token));

    private ValueTask WriteElsewhere(ReadOnlyMemory<byte> buffer, CancellationToken token) => new(OnLoop(
        async ValueTask<bool> () =>
        {
            await Write(buffer);
            return true;
        },
        token));

    private Task<T> OnLoop<T>(Func<ValueTask<T>> operation, CancellationToken token)
    {
        if (token.CanBeCanceled)
            return Loop.InvokeAsync(() => CancelScope.LinkTo(token, () => operation().AsTask()));
        return Loop.InvokeAsync(() => operation().AsTask());
    }

    private static NotSupportedException Synchronous(string what) =>
        new($"Stream.{what} would block the event loop that this stream belongs to: call {what}Async instead.");
}
