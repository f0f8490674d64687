namespace Rondo.Sync;

/// <summary>A snapshot of a <see cref="WorkQueue{T}"/>.</summary>
/// <param name="Count">Items that were put and not yet taken.</param>
/// <param name="Capacity">The number of items that it holds before puts wait.</param>
/// <param name="Unfinished">Items that were put and are not yet done.</param>
/// <param name="WaitingPuts">Puts that wait for room.</param>
/// <param name="WaitingTakes">Takes that wait for an item.</param>
/// <param name="WaitingJoins">Tasks that wait until all items are done.</param>
public sealed record WorkQueueStatistics(int Count, int Capacity, int Unfinished, int WaitingPuts, int WaitingTakes, int WaitingJoins);
