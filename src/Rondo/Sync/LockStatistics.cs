namespace Rondo.Sync;

/// <summary>A snapshot of a <see cref="Lock"/>.</summary>
/// <param name="IsHeld">Whether a task holds it.</param>
/// <param name="Holder">The holder: by default the method that acquired it; null if free.</param>
/// <param name="Waiting">Tasks that wait for it.</param>
public sealed record LockStatistics(bool IsHeld, string? Holder, int Waiting);
