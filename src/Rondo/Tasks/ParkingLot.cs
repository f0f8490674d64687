using System.Runtime.CompilerServices;

namespace Rondo;

/// <summary>Tasks that wait to be released, first in first out. <see cref="ParkingLot{TState, TResult}"/> also hands values over.</summary>
/// <remarks>
/// Once unparked a task is no longer cancelled. A lot belongs to the loop that uses it first, whichever created it.
/// </remarks>
/// <param name="owner">The name in error messages: the primitive built on it.</param>
public sealed class ParkingLot(string owner = "ParkingLot")
{
    private readonly ParkingLot<bool, bool> _lot = new(owner);

    /// <inheritdoc cref="ParkingLot{TState, TResult}.Count"/>
    public int Count => _lot.Count;

    /// <inheritdoc cref="ParkingLot{TState, TResult}.Statistics"/>
    public ParkingLotStatistics Statistics => _lot.Statistics;

    /// <inheritdoc cref="ParkingLot{TState, TResult}.IsCanceled"/>
    public bool IsCanceled([CallerMemberName] string member = "") => _lot.IsCanceled(member);

    /// <inheritdoc cref="ParkingLot{TState, TResult}.VerifyAccess"/>
    public void VerifyAccess([CallerMemberName] string member = "") => _lot.VerifyAccess(member);

    /// <summary>Waits to be unparked, behind all that wait already.</summary>
    /// <param name="member">The member that waits, for the error.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled first: the task left the lot.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the lot's loop.</exception>
    public ValueTask ParkAsync([CallerMemberName] string member = "") => _lot.ParkPlain(false, member);

    /// <inheritdoc cref="ParkingLot{TState, TResult}.PassAsync"/>
    public ValueTask PassAsync() => _lot.PassPlain();

    /// <summary>Resumes tasks, those that have waited longest first.</summary>
    /// <param name="count">At most how many.</param>
    /// <returns>How many were released.</returns>
    public int Unpark(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _lot.VerifyAccess();
        var done = 0;
        while (done < count && _lot.TryUnpark(true))
            done++;
        return done;
    }

    /// <summary>Resumes every parked task, in the order in which they came.</summary>
    /// <returns>How many there were.</returns>
    public int UnparkAll() => Unpark(int.MaxValue);
}
