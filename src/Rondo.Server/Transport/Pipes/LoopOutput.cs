using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Server.Transport.Pipes;

/// <summary>
/// The output of a connection, as the <see cref="PipeWriter"/> that Kestrel wants: sent by the connection's loop, written on
/// it nearly always, and by one writer on any thread if need be.
/// </summary>
/// <remarks>
/// The rules are those of <see cref="Pipe"/>, without its lock: the writer publishes how much it has flushed, the loop how
/// much it has sent. The one thing that both may want is the block that was written last, for its free room or to give it
/// back: it has a claim (<see cref="PipeSegment.TryClaim"/>), one atomic exchange for all that is sent at a time.
/// </remarks>
internal sealed partial class LoopOutput : PipeWriter, IValueTaskSource<FlushResult>, IPipeEnd
{
    private readonly Scheduler _scheduler;
    private readonly MemoryPool<byte> _memory;
    private PipeWaiter? _waiter;
    private readonly long _pause;
    private readonly long _resume;

    // The writer's.
    private PipeSegment _tail;
    private int _buffered;
    private long _unflushed;
    private long _flushed;
    private bool _isWriting;
    private bool _isPaused;
    private bool _isWriterDone;
    private Exception? _writerFailure;

    internal LoopOutput(EventLoop loop, MemoryPool<byte> memory, long pauseThreshold, long resumeThreshold)
    {
        _scheduler = loop.Scheduler;
        _memory = memory;
        _pause = pauseThreshold;
        _resume = Math.Max(1, resumeThreshold); // as in Pipe: below 0 there is nothing
        _head = _tail = new PipeSegment();
    }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _unflushed;

    /// <summary>Few ever wait.</summary>
    private PipeWaiter Waiter => _waiter ?? Interlocked.CompareExchange(ref _waiter, new PipeWaiter(_scheduler, this), null) ?? _waiter;

    private bool IsHere => Scheduler.Current == _scheduler;

    /// <summary>Asked by the writer, or by the loop while the writer waits.</summary>
    bool IPipeEnd.IsReady => IsReady;

    private bool IsReady
    {
        get
        {
            if (_isPaused && _flushed - Volatile.Read(ref _sent) < _resume)
                _isPaused = false;
            return !_isPaused || _waiter is { IsCanceled: true } || Volatile.Read(ref _isSenderDone);
        }
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfDone();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var tail = _tail;
        if (!_isWriting)
        {
            _isWriting = true;
            if (!tail.TryClaim(IsHere))
                tail = AddSegment(sizeHint);
        }

        if (tail.Room - _buffered < Math.Max(1, sizeHint))
            tail = AddSegment(sizeHint);
        return tail.Block[(tail.End + _buffered)..];
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if ((uint)bytes > (uint)(_isWriting ? _tail.Room - _buffered : 0))
            throw new ArgumentOutOfRangeException(
                nameof(bytes), bytes,
                $"Advance({bytes}) goes beyond the {(_isWriting ? _tail.Room - _buffered : 0)} bytes that GetMemory gave out.");
        // The client is gone: nobody will take it away.
        if (Volatile.Read(ref _isSenderDone))
            return;
        _buffered += bytes;
        _unflushed += bytes;
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        Commit();
        return IsReady ? new ValueTask<FlushResult>(Result(_waiter?.TakeCancellation() == true))
            : new ValueTask<FlushResult>(this, Waiter.Begin(cancellationToken));
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ThrowIfDone();
        if (Volatile.Read(ref _isSenderDone))
            return new ValueTask<FlushResult>(Result(isCanceled: false));
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        this.Write(source.Span);
        return FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => Waiter.CancelPending();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        if (_isWriterDone)
            return;
        Commit();
        _writerFailure = exception;
        Volatile.Write(ref _isWriterDone, true);
        _scheduler.RunOnLoop(s_writerDone, this);
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => Result(Waiter.End(token));

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => Waiter.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Waiter.OnCompleted(continuation, state, token, flags);

    void IPipeEnd.OnWaiting()
    {
    }

    private FlushResult Result(bool isCanceled)
    {
        var isCompleted = Volatile.Read(ref _isSenderDone);
        if (isCompleted && _senderFailure is not null)
            ExceptionDispatchInfo.Throw(_senderFailure);
        return new FlushResult(isCanceled, isCompleted);
    }

    private void Commit()
    {
        if (!_isWriting)
            return;
        _isWriting = false;
        if (_unflushed == 0)
        {
            _tail.Unclaim();
            return;
        }

        if (_buffered > 0)
            _tail.Extend(_buffered);
        var waiting = _flushed - Volatile.Read(ref _sent);
        if (waiting < _resume)
            _isPaused = false;
        if (_pause > 0 && waiting + _unflushed >= _pause)
            _isPaused = true;
        // In this order: who takes the block back looks whether there is more to send after it has the claim.
        Volatile.Write(ref _flushed, _flushed + _unflushed);
        _tail.Unclaim();
        _buffered = 0;
        _unflushed = 0;
        _scheduler.RunOnLoop(s_arrived, this);
    }

    private PipeSegment AddSegment(int size)
    {
        if (_buffered > 0)
            _tail.Extend(_buffered);
        _buffered = 0;
        var segment = IsHere ? PipeSegment.Take() : new PipeSegment();
        segment.Open(_memory, size);
        segment.Follow(_tail);
        return _tail = segment;
    }

    private void ThrowIfDone()
    {
        if (_isWriterDone)
            throw new InvalidOperationException("The connection's output is not writable any more: its writer was completed.");
    }
}
