using System.Runtime.CompilerServices;

namespace Rondo.Sync;

/// <summary>At most one task at a time holds it: for what must not interleave across an <c>await</c>.</summary>
/// <remarks>
/// <para>Code between two awaits needs no lock on a loop. Where one is needed: <c>using (await gate.AcquireAsync()) { … }</c>.</para>
/// <para>Fair: first come first served, and handed over on release, so that a task which releases and asks again queues behind
/// those that wait. Only the <see cref="Guard"/> it was acquired with can release it. Not reentrant: a task that asks for a
/// lock it holds waits forever. Belongs to the loop that uses it first.</para>
/// </remarks>
public sealed class Lock
{
    private readonly ParkingLot<Claim, Guard> _lot = new(nameof(Lock));
    private long _lastTicket;
    private Claim _holder;

    /// <summary>True while a task holds it.</summary>
    public bool IsHeld => _holder.Ticket != 0;

    /// <summary>A snapshot.</summary>
    public LockStatistics Statistics => new(IsHeld, _holder.Who, _lot.Count);

    internal ParkingLot<Claim, Guard> Lot => _lot;

    /// <summary>Waits for the lock. A cancellation point even if it is free.</summary>
    /// <param name="who">Shown in <see cref="Statistics"/> as the holder; by default the calling method.</param>
    /// <returns>A value that releases it, when disposed.</returns>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; the lock was not acquired.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the lock's loop.</exception>
    public ValueTask<Guard> AcquireAsync([CallerMemberName] string who = "")
    {
        var canceled = _lot.IsCanceled();
        var claim = new Claim(++_lastTicket, who);
        if (IsHeld || canceled)
            return _lot.ParkAsync(claim);
        _holder = claim;
        return _lot.PassAsync(new Guard(this, claim));
    }

    /// <summary>Takes the lock if it is free; never waits.</summary>
    /// <param name="guard">A value that releases it, when disposed.</param>
    /// <param name="who">As for <see cref="AcquireAsync"/>.</param>
    /// <returns>False if it is held.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the lock's loop.</exception>
    public bool TryAcquire(out Guard guard, [CallerMemberName] string who = "")
    {
        _lot.VerifyAccess();
        guard = default;
        if (IsHeld)
            return false;
        _holder = new Claim(++_lastTicket, who);
        guard = new Guard(this, _holder);
        return true;
    }

    internal void Verify(in Guard guard, string member)
    {
        _lot.VerifyAccess(member);
        if (guard.Claim.Ticket == 0 || guard.Lock != this || guard.Claim.Ticket != _holder.Ticket)
            throw NotHeld(guard, member);
    }

    internal void Release(in Guard guard, string member)
    {
        Verify(guard, member);
        if (_lot.TryPeek(out var next))
        {
            _holder = next;
            _lot.TryUnpark(new Guard(this, next));
        }
        else
        {
            _holder = default;
        }
    }

    /// <summary>Takes the lock again for a claim that gave it up for a while, whatever is cancelled.</summary>
    internal ValueTask<Guard> ReacquireAsync(Claim claim)
    {
        if (IsHeld)
            return _lot.ParkShieldedAsync(claim);
        _holder = claim;
        return _lot.PassAsync(new Guard(this, claim));
    }

    private InvalidOperationException NotHeld(in Guard guard, string member)
    {
        if (guard.Lock is null)
            return new InvalidOperationException($"{member} was called with an empty Lock.Guard: use the one that AcquireAsync returned.");
        if (guard.Lock != this)
            return new InvalidOperationException($"{member} was called with the guard of another lock, taken by {guard.Claim.Who}.");
        return new InvalidOperationException(
            $"{member} was called with a guard that does not hold the lock: it was taken by {guard.Claim.Who} and released before. "
            + (IsHeld ? $"The lock is held by {_holder.Who} now. " : "The lock is free now. ")
            + "Dispose a guard once.");
    }

    /// <summary>A task that wants the lock, or has it.</summary>
    internal readonly record struct Claim(long Ticket, string Who);

    /// <summary>The right to release a <see cref="Lock"/>, once.</summary>
    public readonly struct Guard : IDisposable, IEquatable<Guard>
    {
        internal Guard(Lock @lock, Claim claim)
        {
            Lock = @lock;
            Claim = claim;
        }

        internal Lock? Lock { get; }

        internal Claim Claim { get; }

        /// <summary>True if both come from the same acquisition.</summary>
        public static bool operator ==(Guard left, Guard right) => left.Equals(right);

        /// <summary>True unless both come from the same acquisition.</summary>
        public static bool operator !=(Guard left, Guard right) => !left.Equals(right);

        /// <summary>Releases the lock: the task that has waited longest has it from now on.</summary>
        /// <exception cref="InvalidOperationException">It was released before, or the caller is not on the lock's loop.</exception>
        public void Dispose()
        {
            if (Lock is null)
                throw new InvalidOperationException("An empty Lock.Guard was disposed: use the one that AcquireAsync returned.");
            Lock.Release(this, "Guard.Dispose");
        }

        /// <inheritdoc/>
        public bool Equals(Guard other) => Lock == other.Lock && Claim.Ticket == other.Claim.Ticket;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Guard other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => Claim.Ticket.GetHashCode();
    }
}
