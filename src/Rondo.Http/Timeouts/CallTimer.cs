namespace Rondo.Http.Timeouts;

/// <summary>
/// The cancellation of one attempt or one read: by time, by the scope and by the caller's token. Reused, so that a call that
/// succeeds allocates none. Belongs to its loop.
/// </summary>
internal sealed class CallTimer
{
    private readonly CallTimers _pool;
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private CancellationTokenRegistration _first;
    private CancellationTokenRegistration _second;
    private bool _armed;

    internal CallTimer(CallTimers pool, TimeProvider clock)
    {
        _pool = pool;
        // Made for many calls: the context of the first one must not stay.
        using (ExecutionContext.SuppressFlow())
            _timer = clock.CreateTimer(
                static timer => ((CallTimer)timer!).TimeUp(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal CancellationToken Token => _source.Token;

    /// <summary>Whether it was the time that ended the wait.</summary>
    internal bool IsTimeUp { get; private set; }

    internal void Start(TimeSpan limit, CancellationToken first, CancellationToken second)
    {
        if (limit != Timeout.InfiniteTimeSpan)
        {
            _armed = true;
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
        }

        _first = first.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        _second = second.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Ends the wait; on the loop.</summary>
    internal void Return()
    {
        _first.Dispose();
        _second.Dispose();
        _first = _second = default;
        if (_armed)
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _armed = false;
        if (_source.TryReset())
            _pool.Push(this);
        else
            _timer.Dispose();
    }

    private void TimeUp()
    {
        IsTimeUp = true;
        _source.Cancel();
    }
}
