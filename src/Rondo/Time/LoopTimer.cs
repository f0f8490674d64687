using Rondo.Core;

namespace Rondo.Time;

/// <summary>
/// A <see cref="TimeProvider"/> timer whose callback runs on a loop, in the creator's execution context, with no synchronization context.
/// </summary>
internal sealed class LoopTimer : TimerNode, ITimer
{
    private static readonly Action<object?> s_remove = static self => ((LoopTimer)self!)._scheduler.Timers.Remove((LoopTimer)self);

    private readonly Scheduler _scheduler;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context;
    private TimeSpan _period;
    private bool _disposed;

    private LoopTimer(Scheduler scheduler, TimerCallback callback, object? state)
    {
        _scheduler = scheduler;
        _callback = callback;
        _state = state;
        _context = ExecutionContext.Capture();
    }

    internal static LoopTimer Create(Scheduler scheduler, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new LoopTimer(scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
            return false;
        if (Scheduler.Current == _scheduler)
            Set(dueTime, period);
        else
            SetLater(dueTime, period);
        return true;
    }

    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        _scheduler.TryRunOnLoop(s_remove, this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal override void OnTimer()
    {
        if (Volatile.Read(ref _disposed))
            return;
        if (_period > TimeSpan.Zero)
            _scheduler.Timers.Add(this, _scheduler.DeadlineAfter(_period));
        if (_context is null)
            _callback(_state);
        else
            ExecutionContext.Run(_context, static timer => ((LoopTimer)timer!)._callback(((LoopTimer)timer)._state), this);
    }

    /// <summary>Apart from <see cref="Change"/>, which would make the closure each time.</summary>
    private void SetLater(TimeSpan dueTime, TimeSpan period) =>
        _scheduler.TryPost((Action)(() => Set(dueTime, period)), null, WorkKind.Action);

    private void Set(TimeSpan dueTime, TimeSpan period)
    {
        _scheduler.Timers.Remove(this);
        _period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
        if (!_disposed && dueTime != Timeout.InfiniteTimeSpan)
            _scheduler.Timers.Add(this, _scheduler.DeadlineAfter(dueTime));
    }
}
