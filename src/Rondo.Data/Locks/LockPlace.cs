namespace Rondo.Data.Locks;

/// <summary>A place in the line of a lock: waits until it is the first, and then holds the lock for a function.</summary>
internal sealed class LockPlace(LockTable table, string name, TimeSpan lease)
{
    private static readonly TimeSpan s_leastPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_mostPause = TimeSpan.FromMilliseconds(250);

    /// <summary>A caller waits so long for the removal of its row, which continues without the caller: an unreachable database holds up
    /// no one.</summary>
    private static readonly TimeSpan s_leaving = TimeSpan.FromMilliseconds(25);

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private long _token;
    private long _renewed; // the loop's time before the statement that renewed the lease was sent

    private static TimeProvider Clock => EventLoop.Current.Clock;

    /// <summary>Gets how long the lease lasts at least; zero: it may have ended.</summary>
    private TimeSpan Remaining => lease - Least(Clock.GetElapsedTime(_renewed), lease);

    private bool IsDue => Remaining <= lease * 2 / 3;

    internal async Task<T> HoldAsync<T>(Func<DatabaseLock, Task<T>> function)
    {
        try
        {
            await WaitAsync();
            return await RunAsync(function);
        }
        finally
        {
            var leaving = TaskGroup.Detach($"leaves the lock {name}", () => CancelScope.Shield(lease, LeaveAsync));
            await CancelScope.Shield(s_leaving, () => CancelScope.MoveOnAfter(s_leaving, () => leaving.AsTask()));
        }
    }

    private async Task WaitAsync()
    {
        await JoinAsync();
        for (var pause = s_leastPause; ; pause = Least(pause * 2, s_mostPause))
        {
            if (IsDue && !await RenewAsync())
                await JoinAsync(); // this process was paused, and lost its place
            var first = await table.GetFirstAsync(name);
            if (first is null || first.Token > _token)
                await JoinAsync();
            else if (first.Token == _token && !IsDue)
                return;
            else if (first.Token < _token && first.LeaseUntil <= first.Now)
                await table.RemoveAsync(first);
            else if (first.Token < _token)
                await EventLoop.Sleep(Least(pause, TimeSpan.FromMilliseconds(first.LeaseUntil - first.Now)));
        }
    }

    private async Task<T> RunAsync<T>(Func<DatabaseLock, Task<T>> function)
    {
        LockLost? lost = null;
        T result = default!;
        await TaskGroup.RunAsync(
            async group =>
            {
                group.Start(
                    async () =>
                    {
                        lost = await RenewUntilLostAsync();
                        group.Cancel(lost.Message.TrimEnd('.'));
                    },
                    "lease");
                result = await function(new DatabaseLock(name, _token));
                group.Cancel("the lock is released");
            },
            $"lock {name}");
        return lost is null ? result : throw lost;
    }

    private async Task<LockLost> RenewUntilLostAsync()
    {
        while (true)
        {
            if (!IsDue)
                await EventLoop.Sleep(Remaining - (lease * 2 / 3));
            var isMine = true;
            try
            {
                await CancelScope.MoveOnAfter(Remaining, async () => isMine = await RenewAsync());
            }
            catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException)
            {
                await EventLoop.Sleep(Least(s_mostPause, Remaining)); // the database may be back before the lease ends
            }

            if (!isMine)
                return new LockLost($"The lock {name} belongs to another process: this one did not renew its lease of {Text} in time.");
            if (Remaining <= TimeSpan.Zero)
                return new LockLost($"The lock {name} may belong to another process: the database could not be reached for {Text}.");
        }
    }

    private string Text => $"{lease.TotalSeconds:0.###} s";

    private async Task JoinAsync()
    {
        var before = Clock.GetTimestamp();
        _token = await table.JoinAsync(name, _holder, lease);
        _renewed = before;
    }

    private async Task<bool> RenewAsync()
    {
        var before = Clock.GetTimestamp();
        if (!await table.RenewAsync(name, _token))
            return false;
        _renewed = before;
        return true;
    }

    private async Task LeaveAsync()
    {
        try
        {
            await CancelScope.MoveOnAfter(lease, () => table.LeaveAsync(name, _holder));
        }
        catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException or ObjectDisposedException)
        {
            // The row ends with its lease.
        }
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
