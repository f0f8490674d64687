using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Server.Transport.Pipes;

/// <summary>
/// The input of a connection, as the <see cref="PipeReader"/> that Kestrel wants: filled by the connection's loop, read on it
/// nearly always, and by one reader on any thread if need be.
/// </summary>
/// <remarks>
/// The rules are those of <see cref="Pipe"/>, without its lock. Each field has one writer: the loop publishes how much it has
/// written, the reader how much it has examined. Of the rest, see <see cref="PipeWaiter"/>.
/// </remarks>
internal sealed partial class LoopInput : PipeReader, IValueTaskSource<ReadResult>, IPipeEnd
{
    private readonly Scheduler _scheduler;
    private readonly MemoryPool<byte> _memory;
    private readonly PipeWaiter _waiter;

    // The reader's.
    private PipeSegment _head;
    private PipeSegment _last;
    private int _headIndex;
    private Reading _reading;
    private long _examined;
    private long _awaited;
    private bool _isReaderDone;

    internal LoopInput(EventLoop loop, MemoryPool<byte> memory, long pauseThreshold, long resumeThreshold)
    {
        _scheduler = loop.Scheduler;
        _memory = memory;
        _pause = pauseThreshold;
        _resume = Math.Max(1, resumeThreshold); // as in Pipe: below 0 there is nothing
        _head = _last = _tail = new PipeSegment();
        _waiter = new PipeWaiter(loop.Scheduler, this);
    }

    /// <summary>The result that a read has to end with.</summary>
    private enum Reading : byte
    {
        None,

        /// <summary>It may be, as a read that found nothing or was cancelled.</summary>
        Tentative,

        Active,
    }

    /// <summary>Asked by the reader, before it is done.</summary>
    internal bool HasUnread => _head.RunningIndex + _headIndex != Volatile.Read(ref _written);

    private bool IsHere => Scheduler.Current == _scheduler;

    bool IPipeEnd.IsReady => IsReady;

    /// <summary>More than there was when everything had been examined, or something else to be told.</summary>
    private bool IsReady => Volatile.Read(ref _written) > _awaited || Volatile.Read(ref _isFillerDone) || _waiter.IsCanceled;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDone();
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        return IsReady ? new ValueTask<ReadResult>(TakeResult(_waiter.TakeCancellation()))
            : new ValueTask<ReadResult>(this, _waiter.Begin(cancellationToken));
    }

    /// <summary>
    /// Reads what is there, as <see cref="ReadAsync"/> does; or begins to wait, for who brings their own continuation to
    /// <see cref="WhenRead"/>.
    /// </summary>
    internal bool TryBegin(out ReadResult result, out short version)
    {
        ThrowIfDone();
        if (IsReady)
        {
            result = TakeResult(_waiter.TakeCancellation());
            version = 0;
            return true;
        }

        result = default;
        version = _waiter.Begin(default);
        return false;
    }

    /// <summary>Calls when <see cref="End"/> has a result, without a context.</summary>
    internal void WhenRead(Action<object?> continuation, object state, short version) =>
        _waiter.OnCompleted(continuation, state, version, ValueTaskSourceOnCompletedFlags.None);

    internal ReadResult End(short version) => TakeResult(_waiter.End(version));

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        ThrowIfDone();
        if (IsReady || Volatile.Read(ref _written) > _examined)
        {
            result = TakeResult(_waiter.TakeCancellation());
            return true;
        }

        if (_reading == Reading.Active)
            throw AlreadyReading();
        _reading = Reading.Tentative;
        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ThrowIfDone();
        if (_reading == Reading.None)
            throw new InvalidOperationException("There is no read to complete: call ReadAsync or TryRead before AdvanceTo.");
        if (examined.GetObject() is PipeSegment seen)
        {
            var position = seen.RunningIndex + examined.GetInteger();
            if (consumed.GetObject() is PipeSegment used && used.RunningIndex + consumed.GetInteger() > position)
                throw new InvalidOperationException("The examined position must be greater than or equal to the consumed position.");
            // Back behind what was examined before is allowed since .NET 10. A wait for more continues, though; TryRead sees it.
            Volatile.Write(ref _examined, position);
            if (position == Volatile.Read(ref _written))
                _awaited = position;
        }

        if (consumed.GetObject() is PipeSegment segment)
            Consume(segment, consumed.GetInteger());
        _reading = Reading.None;
        AfterExamining();
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => _waiter.CancelPending();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        if (_isReaderDone)
            return;
        _reading = Reading.None;
        Volatile.Write(ref _isReaderDone, true);
        _scheduler.RunOnLoop(s_readerDone, this);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => End(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    /// <summary>Nobody reads now: a block that holds nothing more goes back, also if it was consumed on another thread.</summary>
    void IPipeEnd.OnWaiting()
    {
        if (IsHere)
            ReleaseConsumedTail();
    }

    private ReadResult TakeResult(bool isCanceled)
    {
        var isCompleted = Volatile.Read(ref _isFillerDone);
        if (isCompleted && _failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        if (_reading == Reading.Active)
            throw AlreadyReading();
        _reading = isCanceled ? Reading.Tentative : Reading.Active;
        return new ReadResult(Unread(Volatile.Read(ref _written)), isCanceled, isCompleted);
    }

    private ReadOnlySequence<byte> Unread(long written)
    {
        if (_head.RunningIndex + _headIndex == written)
            return default;
        while (_last.Following is { } next && next.RunningIndex < written)
            _last = next;
        if (_headIndex == _head.End && _head.Following is { } second)
        {
            // Its block went back when it was consumed, before there was a next one.
            Free(_head);
            (_head, _headIndex) = (second, 0);
        }

        return new ReadOnlySequence<byte>(_head, _headIndex, _last, (int)(written - _last.RunningIndex));
    }

    private void Consume(PipeSegment segment, int index)
    {
        if (segment.RunningIndex + index < _head.RunningIndex + _headIndex)
            throw Passed();
        while (_head != segment)
        {
            var next = _head.Following ?? throw Passed();
            Free(_head);
            _head = next;
        }

        _headIndex = index;
        if (_head.Following is { } following)
        {
            if (index == _head.End)
            {
                Free(_head);
                (_head, _headIndex) = (following, 0);
            }
        }
        else if (IsHere)
        {
            ReleaseConsumedTail();
        }
    }

    private void Free(PipeSegment segment)
    {
        if (_last == segment)
            _last = segment.Following!;
        segment.Release();
        if (IsHere)
            PipeSegment.Keep(segment);
    }

    private void ThrowIfDone()
    {
        if (_isReaderDone)
            throw new InvalidOperationException("The connection's input is not readable any more: its reader was completed.");
    }

    private static InvalidOperationException AlreadyReading() => new("A read is in progress already: call AdvanceTo before the next read.");

    private static InvalidOperationException Passed() => new("The reader has already advanced past this position.");
}
