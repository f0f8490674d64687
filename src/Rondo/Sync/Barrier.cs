namespace Rondo.Sync;

/// <summary>Lets a fixed number of tasks wait for each other; then all continue, and the next round begins.</summary>
/// <remarks>A task that is cancelled while it waits has not arrived. Belongs to the loop that uses it first.</remarks>
public sealed class Barrier
{
    private readonly ParkingLot<int, int> _lot = new(nameof(Barrier));
    private bool _broken;

    /// <summary>Creates a barrier.</summary>
    /// <param name="participants">How many have to arrive; at least one.</param>
    public Barrier(int participants)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(participants, 1);
        Participants = participants;
    }

    /// <summary>How many have to arrive.</summary>
    public int Participants { get; }

    /// <summary>Rounds that were completed.</summary>
    public long Rounds { get; private set; }

    /// <summary>A snapshot.</summary>
    public BarrierStatistics Statistics => new(Participants, _lot.Count, Rounds, _broken);

    /// <summary>Arrives, and waits until all have. A cancellation point, also for the last one.</summary>
    /// <returns>How many had arrived before, 0 for the first: a cheap way to choose one of the tasks.</returns>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; the task counts as not arrived.</exception>
    /// <exception cref="BarrierBrokenException"><see cref="Break"/> was called.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the barrier's loop.</exception>
    public ValueTask<int> WaitAsync()
    {
        if (_lot.IsCanceled())
            return _lot.ParkAsync(0);
        if (_broken)
            return ValueTask.FromException<int>(new BarrierBrokenException());
        if (_lot.Count < Participants - 1)
            return _lot.ParkAsync(0);
        Rounds++;
        for (var place = 0; _lot.TryUnpark(place);)
            place++;
        return _lot.PassAsync(Participants - 1);
    }

    /// <summary>Gives up: tasks that wait, and all that come later, throw <see cref="BarrierBrokenException"/>.</summary>
    public void Break()
    {
        _lot.VerifyAccess();
        _broken = true;
        _lot.FailAll(static _ => new BarrierBrokenException());
    }
}
