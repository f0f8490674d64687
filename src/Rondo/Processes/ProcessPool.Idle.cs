using Rondo.Processes;

namespace Rondo;

/// <summary>The end of workers that have nothing to do.</summary>
public sealed partial class ProcessPool
{
    // Not the clock of a real loop: its timers end with it, and the pool may outlive the loop that created it.
    private readonly TimeProvider _clock = EventLoop.TryCurrent?.Clock as VirtualClock ?? TimeProvider.System;
    private readonly ITimer _idleTimer;
    private bool _isIdleTimerSet;
    private int _wanted;

    private int Living => _starting + _busy + _idle.Count;

    /// <summary>The number of workers that the calls of now have use for. One stays warm without any.</summary>
    private int Needed => _busy + _waiting.Count is > 0 and var calls ? Math.Min(_options.Workers, calls) + _options.Spares : 1;

    /// <summary>Makes a worker wait for its next call.</summary>
    private void Rest(WorkerProcess worker)
    {
        worker.State = WorkerState.Idle;
        worker.IdleSince = _clock.GetTimestamp();
        _idle.Push(worker);
        WatchIdle();
    }

    private void WatchIdle()
    {
        if (_isIdleTimerSet || _isClosing || _options.IdleTimeout == Timeout.InfiniteTimeSpan || _idle.Count == 0 || Living <= Needed)
            return;
        _isIdleTimerSet = true;
        var left = _options.IdleTimeout - _clock.GetElapsedTime(_idle.Last().IdleSince);
        _idleTimer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the workers that have had no call for long, but for those that are needed.</summary>
    private void EndIdle()
    {
        WorkerProcess[] idle;
        lock (_lock)
        {
            _isIdleTimerSet = false;
            if (_isClosing)
                return;
            // The worker at the bottom of the stack has waited longest.
            idle = [.. _idle.Reverse()
                .TakeWhile(each => _clock.GetElapsedTime(each.IdleSince) >= _options.IdleTimeout).Take(Living - Needed)];
            // After starts that failed fewer may live than calls wait for.
            _wanted = Math.Max(Needed, Living - idle.Length);
            foreach (var each in idle)
                End(each);
            WatchIdle();
        }

        foreach (var each in idle)
            each.Retire();
    }
}
