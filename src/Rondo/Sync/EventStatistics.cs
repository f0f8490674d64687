namespace Rondo.Sync;

/// <summary>A snapshot of an <see cref="Event"/>.</summary>
/// <param name="IsSet">Whether it has happened.</param>
/// <param name="Waiting">Tasks that wait for it.</param>
public sealed record EventStatistics(bool IsSet, int Waiting);
