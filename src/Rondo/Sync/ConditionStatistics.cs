namespace Rondo.Sync;

/// <summary>A snapshot of a <see cref="Condition"/>.</summary>
/// <param name="Waiting">Tasks that wait to be notified.</param>
/// <param name="Lock">The lock it goes with.</param>
public sealed record ConditionStatistics(int Waiting, LockStatistics Lock);
