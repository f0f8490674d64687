using System.Buffers;
using System.IO.Pipelines;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Server.Http1.Bodies;

/// <summary>Where the app reads a request's content; what is left of it at the end is read and thrown away.</summary>
internal abstract class RequestBody(Http1Exchange exchange) : PipeReader
{
    /// <summary>A connection that is closed costs the client a new one: less than sending this much for nothing.</summary>
    internal const long MaxDiscarded = 1024 * 1024;

    private Exception? _failure;
    private bool _isCompleted;

    internal Http1Exchange Exchange => exchange;

    /// <summary>All of it has been read.</summary>
    internal abstract bool IsAtEnd { get; }

    /// <summary>The app has asked for content: limits are settled, and a client that waits was told to continue.</summary>
    internal bool HasStarted { get; private set; }

    public override void Complete(Exception? exception = null) => _isCompleted = true;

    public override void CancelPendingRead() => exchange.Input.CancelPendingRead();

    public sealed override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfOver();
        if (!HasStarted)
            Begin();
        return ReadContentAsync(cancellationToken);
    }

    public sealed override bool TryRead(out ReadResult result)
    {
        ThrowIfOver();
        if (!HasStarted)
            Begin();
        return TryReadContent(out result);
    }

    protected abstract ValueTask<ReadResult> ReadContentAsync(CancellationToken cancellationToken);

    protected abstract bool TryReadContent(out ReadResult result);

    /// <summary>The limit of the content's size is final now.</summary>
    protected virtual void OnBegin(long? limit)
    {
    }

    internal void Reset()
    {
        _failure = null;
        _isCompleted = false;
        HasStarted = false;
    }

    /// <summary>Makes every further read fail: the connection is lost, or the request is over.</summary>
    internal void Fail(Exception exception) => _failure ??= exception;

    /// <summary>The request is over: gives back what was held for it.</summary>
    internal virtual void Release()
    {
    }

    /// <summary>The number of bytes that are known to be left of it.</summary>
    internal virtual long Left => 0;

    /// <summary>
    /// Reads the rest and throws it away, if it is not more than a connection is worth. A limit of time is the connection's.
    /// </summary>
    internal async Task DiscardAsync()
    {
        _isCompleted = false;
        if (!HasStarted)
            OnBegin(exchange.MaxRequestBodySize);
        HasStarted = true;
        for (long discarded = 0; !IsAtEnd && discarded + Left <= MaxDiscarded;)
        {
            var result = await ReadContentAsync(CancellationToken.None).ConfigureAwait(false);
            discarded += result.Buffer.Length;
            AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || result.IsCanceled)
                break;
        }
    }

    private protected ValueTask<ReadResult> Watched(ValueTask<ReadResult> reading) => exchange.Connection.WatchRead(reading);

    private protected void Received(long bytes) => exchange.Connection.BodyReceived(bytes);

    private protected void ThrowIfTimedOut()
    {
        if (exchange.Connection.BodyTimedOut)
            throw exchange.Reject(BadRequest.BodyTimeout());
    }

    private void Begin()
    {
        OnBegin(exchange.MaxRequestBodySize);
        HasStarted = true;
        exchange.Continue();
    }

    private void ThrowIfOver()
    {
        if (_failure is not null)
            throw _failure;
        if (_isCompleted)
            throw new InvalidOperationException("Reading is not allowed after reader was completed.");
    }
}
