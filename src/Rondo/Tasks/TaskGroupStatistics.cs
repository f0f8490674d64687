namespace Rondo;

/// <summary>A snapshot of a <see cref="TaskGroup"/>.</summary>
/// <param name="Running">Tasks that have not ended.</param>
/// <param name="Started">Tasks started since the group began.</param>
/// <param name="Failed">Failures so far, the body's included.</param>
/// <param name="IsCanceled">Whether its scope, or one around it, is cancelled.</param>
public sealed record TaskGroupStatistics(int Running, long Started, int Failed, bool IsCanceled);
