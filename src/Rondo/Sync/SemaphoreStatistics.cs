namespace Rondo.Sync;

/// <summary>A snapshot of a <see cref="Semaphore"/>.</summary>
/// <param name="Available">Permits that can be taken without waiting.</param>
/// <param name="Maximum">How many there may be; null without a limit.</param>
/// <param name="Waiting">Tasks that wait for one.</param>
public sealed record SemaphoreStatistics(int Available, int? Maximum, int Waiting);
