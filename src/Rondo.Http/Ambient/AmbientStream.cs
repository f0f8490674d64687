using System.Runtime.CompilerServices;
using Rondo.Http.Timeouts;

namespace Rondo.Http.Ambient;

/// <summary>A body whose reads end with the scope of the code that reads. A synchronous read has no scope.</summary>
/// <remarks>
/// One source of cancellation for all reads: the caller's token and the scope's are attached to it for the time of a read, which costs
/// less than a linked source each.
/// Only one read is under way at a time, as with every stream.
/// </remarks>
internal sealed class AmbientStream(Stream inner, BodyDeadline? deadline = null) : Stream
{
    private CancellationTokenSource? _both;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => inner.Read(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        deadline is { IsHere: true } ? ReadInTimeAsync(deadline, buffer, cancellationToken) : ReadInScopeAsync(buffer, cancellationToken);

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
        deadline is { IsHere: true } ? base.CopyToAsync(destination, bufferSize, cancellationToken) // read by read, in time
        : CopyToInScopeAsync(destination, bufferSize, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    public override void Flush() => inner.Flush();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _both?.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadInScopeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var tokens = Observe(cancellationToken);
        try
        {
            return await inner.ReadAsync(buffer, tokens.Both).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (CancelScope.Current is { IsCanceled: true })
        {
            CancelScope.ThrowIfCanceled(); // says why
            throw;
        }
    }

    private async Task CopyToInScopeAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        using var tokens = Observe(cancellationToken);
        try
        {
            await inner.CopyToAsync(destination, bufferSize, tokens.Both).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (CancelScope.Current is { IsCanceled: true })
        {
            CancelScope.ThrowIfCanceled(); // says why
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadInTimeAsync(BodyDeadline deadline, Memory<byte> buffer, CancellationToken token)
    {
        CancelScope.ThrowIfCanceled();
        var timer = deadline.Start(CancelScope.Current?.Token ?? default, token);
        try
        {
            return await inner.ReadAsync(buffer, timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (timer.IsTimeUp)
                throw deadline.TimedOut();
            CancelScope.ThrowIfCanceled(); // says why
            throw;
        }
        finally
        {
            deadline.Return(timer);
        }
    }

    private Attached Observe(CancellationToken token)
    {
        CancelScope.ThrowIfCanceled();
        if (CancelScope.Current is not { } scope)
            return new Attached(token);
        if (!token.CanBeCanceled)
            return new Attached(scope.Token);
        if (_both is null or { IsCancellationRequested: true })
            _both = new CancellationTokenSource();
        return new Attached(_both, token, scope.Token);
    }

    /// <summary>The token of one read.</summary>
    private readonly struct Attached : IDisposable
    {
        private readonly CancellationTokenRegistration _first;
        private readonly CancellationTokenRegistration _second;

        internal Attached(CancellationToken only) => Both = only;

        internal Attached(CancellationTokenSource both, CancellationToken first, CancellationToken second)
        {
            Both = both.Token;
            _first = first.UnsafeRegister(static both => ((CancellationTokenSource)both!).Cancel(), both);
            _second = second.UnsafeRegister(static both => ((CancellationTokenSource)both!).Cancel(), both);
        }

        internal CancellationToken Both { get; }

        public void Dispose()
        {
            _first.Dispose();
            _second.Dispose();
        }
    }
}
