using Rondo.Processes;

namespace Rondo;

/// <summary>The end of a pool.</summary>
public sealed partial class ProcessPool
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosing;
    private bool _hasEndedAll;
    private Task? _closing;

    /// <summary>
    /// Closes the pool: refuses further calls, lets those that run and wait finish within
    /// <see cref="ProcessPoolOptions.GracePeriod"/>, then kills the workers
    /// of the rest, whose calls throw <see cref="ObjectDisposedException"/>. Returns when no process is left. Any thread; cannot
    /// be cancelled.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task closing;
        lock (_lock)
        {
            _isClosing = true;
            closing = _closing ??= CloseAsync();
        }

        if (EventLoop.TryCurrent is null)
            await closing.ConfigureAwait(false);
        else
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, async () => await closing.OrCancel());
    }

    private async Task CloseAsync()
    {
        NoteProgress();
        try
        {
            await _drained.Task.WaitAsync(_options.GracePeriod).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The rest is killed.
        }

        foreach (var call in EndAll())
            call.End(new ObjectDisposedException(nameof(ProcessPool),
                $"The process pool was disposed, and '{call.Function}' had not ended after its grace period."));
        await _ended.Task.ConfigureAwait(false);
        ProcessPoolMeter.Remove(this);
        _idleTimer.Dispose();
        _memoryTimer?.Dispose();
        _retry?.Dispose();
    }

    /// <summary>Ends all workers.</summary>
    /// <returns>The calls that had not ended.</returns>
    private PoolCall[] EndAll()
    {
        List<PoolCall> calls;
        List<WorkerProcess> retired;
        List<WorkerProcess> killed;
        lock (_lock)
        {
            calls = [.. _workers.Select(static each => each.Call).OfType<PoolCall>(), .. _waiting];
            retired = [.. _workers.Where(static each => each.State == WorkerState.Idle)];
            killed = [.. _workers.Except(retired)];
            foreach (var each in _waiting)
                each.Node = null;
            _waiting.Clear();
            foreach (var each in _workers)
                End(each);
            _hasEndedAll = true;
            NoteProgress();
        }

        retired.ForEach(static each => each.Retire());
        killed.ForEach(static each => each.Kill());
        calls.ForEach(static each => each.Release());
        return [.. calls];
    }

    /// <summary>Tells a pool that closes how far it is.</summary>
    private void NoteProgress()
    {
        if (!_isClosing)
            return;
        if (_waiting.Count == 0 && _busy == 0)
            _drained.TrySetResult();
        if (_hasEndedAll && _workers.Count == 0)
            _ended.TrySetResult();
    }
}
