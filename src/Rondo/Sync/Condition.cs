using System.Runtime.CompilerServices;

namespace Rondo.Sync;

/// <summary>Waits for a change of what a <see cref="Sync.Lock"/> protects. Several conditions may share one lock.</summary>
/// <remarks>
/// <code>
/// using var guard = await condition.AcquireAsync();
/// await condition.WaitUntilAsync(guard, () => ready);
/// </code>
/// A notified task queues for the lock at once, behind those that wait for it already; from then on it is not cancelled, so
/// that no notification is lost. Belongs to the loop that uses it first.
/// </remarks>
public sealed class Condition
{
    private readonly ParkingLot<Lock.Claim, Lock.Guard> _lot = new(nameof(Condition));

    /// <summary>Creates a condition.</summary>
    /// <param name="lock">The lock it goes with.</param>
    /// <value>Default: one of its own.</value>
    public Condition(Lock? @lock = null) => Lock = @lock ?? new Lock();

    /// <summary>The lock to hold.</summary>
    public Lock Lock { get; }

    /// <summary>A snapshot.</summary>
    public ConditionStatistics Statistics => new(_lot.Count, Lock.Statistics);

    /// <inheritdoc cref="Lock.AcquireAsync"/>
    public ValueTask<Lock.Guard> AcquireAsync([CallerMemberName] string who = "") => Lock.AcquireAsync(who);

    /// <summary>Releases the lock, waits to be notified, and has the lock again when it returns, also when it throws.</summary>
    /// <param name="guard">Holds the lock; it stays valid.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled before a notification came.</exception>
    /// <exception cref="InvalidOperationException">The guard does not hold the lock, or the caller is not on the condition's
    /// loop.</exception>
    public ValueTask WaitAsync(Lock.Guard guard)
    {
        Lock.Verify(guard, "Condition.WaitAsync");
        if (_lot.IsCanceled())
            return Canceled(guard);
        // In line before the lock is free: whoever gets it next may notify.
        var notified = _lot.ParkAsync(guard.Claim);
        Lock.Release(guard, "Condition.WaitAsync");
        return Wait(notified, guard);
    }

    /// <summary>Waits until <paramref name="condition"/> holds, which is looked at now and after each notification.</summary>
    /// <param name="guard">As for <see cref="WaitAsync"/>.</param>
    /// <param name="condition">Called with the lock held.</param>
    public async ValueTask WaitUntilAsync(Lock.Guard guard, Func<bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Lock.Verify(guard, "Condition.WaitUntilAsync");
        CancelScope.ThrowIfCanceled();
        while (!condition())
            await WaitAsync(guard);
    }

    /// <summary>Resumes tasks that wait, those that have waited longest first.</summary>
    /// <param name="guard">Holds the lock.</param>
    /// <param name="count">At most how many.</param>
    /// <returns>How many were notified.</returns>
    /// <exception cref="InvalidOperationException">The guard does not hold the lock, or the caller is not on the condition's
    /// loop.</exception>
    public int Notify(Lock.Guard guard, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Lock.Verify(guard, "Condition.Notify");
        return _lot.Repark(Lock.Lot, count);
    }

    /// <summary>Resumes every task that waits.</summary>
    /// <inheritdoc cref="Notify"/>
    public int NotifyAll(Lock.Guard guard)
    {
        Lock.Verify(guard, "Condition.NotifyAll");
        return _lot.Repark(Lock.Lot, int.MaxValue);
    }

    private async ValueTask Wait(ValueTask<Lock.Guard> notified, Lock.Guard guard)
    {
        try
        {
            await notified; // has the lock: a notification moves the wait into the lock's own queue
        }
        catch (OperationCanceledException)
        {
            await Lock.ReacquireAsync(guard.Claim);
            throw;
        }
    }

    private async ValueTask Canceled(Lock.Guard guard) => await _lot.ParkAsync(guard.Claim);
}
