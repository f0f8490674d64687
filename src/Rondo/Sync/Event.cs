namespace Rondo.Sync;

/// <summary>Something that happens once: tasks wait for it, and continue when it has happened.</summary>
/// <remarks>
/// Set once and for all, as trio's: a task that waits for it cannot miss it. For what happens again and again use a
/// <see cref="Condition"/>, a <see cref="Channel{T}"/>, or a new event each time. Belongs to the loop that uses it first.
/// </remarks>
public sealed class Event
{
    private readonly ParkingLot _lot = new(nameof(Event));

    /// <summary>True once <see cref="Set"/> has been called.</summary>
    public bool IsSet { get; private set; }

    /// <summary>A snapshot.</summary>
    public EventStatistics Statistics => new(IsSet, _lot.Count);

    /// <summary>Says that it has happened; all that wait continue, in the order in which they came. Again is harmless.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the event's loop.</exception>
    public void Set()
    {
        _lot.VerifyAccess();
        IsSet = true;
        _lot.UnparkAll();
    }

    /// <summary>Waits until it has happened. A cancellation point even if it has.</summary>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled first.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the event's loop.</exception>
    public ValueTask WaitAsync() => IsSet && !_lot.IsCanceled() ? _lot.PassAsync() : _lot.ParkAsync();
}
