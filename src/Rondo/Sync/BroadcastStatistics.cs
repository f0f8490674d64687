namespace Rondo.Sync;

/// <summary>A snapshot of a <see cref="Broadcast{T}"/>.</summary>
/// <param name="Receivers">Receivers that are subscribed.</param>
/// <param name="Published">Items published.</param>
/// <param name="Dropped">Items that some receiver missed, counted once per receiver.</param>
/// <param name="WaitingPublishers">Publishers that wait for a receiver.</param>
/// <param name="IsComplete">Whether nothing more can be published.</param>
public sealed record BroadcastStatistics(int Receivers, long Published, long Dropped, int WaitingPublishers, bool IsComplete);
