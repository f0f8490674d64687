namespace Rondo.Sync;

/// <summary>A number of permits: tasks take one, waiting while there is none, and give it back.</summary>
/// <remarks>
/// Fair: first come first served, and handed over on release. To bound how many tasks do something at a time,
/// <see cref="CapacityLimiter"/> also checks who gives back, and can be resized. Belongs to the loop that uses it first.
/// </remarks>
public sealed class Semaphore
{
    private readonly ParkingLot<bool, Permit> _lot = new(nameof(Semaphore));

    /// <summary>Creates a semaphore.</summary>
    /// <param name="permits">How many there are at first.</param>
    /// <param name="maximum">How many there may be: releasing one more is an error. Default: no limit.</param>
    public Semaphore(int permits, int? maximum = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        if (maximum < permits)
            throw new ArgumentOutOfRangeException(
                nameof(maximum), maximum, $"A semaphore that starts with {permits} permits cannot have a maximum of {maximum}.");
        Available = permits;
        Maximum = maximum;
    }

    /// <summary>Permits that can be taken without waiting.</summary>
    public int Available { get; private set; }

    /// <summary>How many there may be; null without a limit.</summary>
    public int? Maximum { get; }

    /// <summary>A snapshot.</summary>
    public SemaphoreStatistics Statistics => new(Available, Maximum, _lot.Count);

    /// <summary>Waits for a permit. A cancellation point even if there is one.</summary>
    /// <returns>A value that releases it when disposed; or call <see cref="Release"/>.</returns>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; no permit was taken.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the semaphore's loop.</exception>
    public ValueTask<Permit> AcquireAsync()
    {
        if (_lot.IsCanceled() || Available == 0)
            return _lot.ParkAsync(false);
        Available--;
        return _lot.PassAsync(new Permit(this));
    }

    /// <summary>Takes a permit if there is one; never waits.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the semaphore's loop.</exception>
    public bool TryAcquire()
    {
        _lot.VerifyAccess();
        if (Available == 0)
            return false;
        Available--;
        return true;
    }

    /// <summary>Gives a permit, to the task that has waited longest if any does.</summary>
    /// <exception cref="InvalidOperationException">There are as many as there may be, or the caller is not on the semaphore's
    /// loop.</exception>
    public void Release()
    {
        _lot.VerifyAccess();
        if (_lot.TryUnpark(new Permit(this)))
            return;
        if (Available == Maximum)
            throw new InvalidOperationException(
                $"The semaphore was released more often than acquired: all of its {Maximum} permits are free already. "
                    + $"Release each permit once.");
        Available++;
    }

    /// <summary>One permit; gives it back when disposed. Dispose it once.</summary>
    public readonly struct Permit : IDisposable, IEquatable<Permit>
    {
        private readonly Semaphore _semaphore;

        internal Permit(Semaphore semaphore) => _semaphore = semaphore;

        /// <summary>True if both are of the same semaphore.</summary>
        public static bool operator ==(Permit left, Permit right) => left.Equals(right);

        /// <summary>True unless both are of the same semaphore.</summary>
        public static bool operator !=(Permit left, Permit right) => !left.Equals(right);

        /// <inheritdoc cref="Release"/>
        public void Dispose() => _semaphore.Release();

        /// <inheritdoc/>
        public bool Equals(Permit other) => _semaphore == other._semaphore;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Permit other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => _semaphore.GetHashCode();
    }
}
