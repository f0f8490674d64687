namespace Rondo.Sync;

/// <summary>A snapshot of a <see cref="Channel{T}"/>.</summary>
/// <param name="Count">Items in it.</param>
/// <param name="Capacity">How many it holds before senders wait.</param>
/// <param name="WaitingSenders">Sends that wait for room.</param>
/// <param name="WaitingReceivers">Receives that wait for an item.</param>
/// <param name="OpenSenders">Ends to send through.</param>
/// <param name="OpenReceivers">Ends to receive from.</param>
/// <param name="IsComplete">Whether nothing more can be sent.</param>
/// <param name="IsBroken">Whether no listener is left.</param>
public sealed record ChannelStatistics(
    int Count, int Capacity, int WaitingSenders, int WaitingReceivers, int OpenSenders, int OpenReceivers, bool IsComplete, bool IsBroken);
