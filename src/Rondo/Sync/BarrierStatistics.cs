namespace Rondo.Sync;

/// <summary>A snapshot of a <see cref="Barrier"/>.</summary>
/// <param name="Participants">How many have to arrive.</param>
/// <param name="Waiting">How many have arrived in this round.</param>
/// <param name="Rounds">Rounds that were completed.</param>
/// <param name="IsBroken">Whether it was broken.</param>
public sealed record BarrierStatistics(int Participants, int Waiting, long Rounds, bool IsBroken);
