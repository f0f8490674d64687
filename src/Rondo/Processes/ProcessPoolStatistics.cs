namespace Rondo;

/// <summary>A snapshot of a <see cref="ProcessPool"/>.</summary>
/// <param name="Idle">The number of workers that are ready for a call.</param>
/// <param name="Busy">The number of workers that run a call.</param>
/// <param name="Starting">The number of workers that are not ready yet.</param>
/// <param name="Waiting">The number of calls that wait for a worker.</param>
/// <param name="Completed">The number of calls that have ended with a result or with an exception of their function.</param>
/// <param name="Started">The number of workers that have been ready since the pool was created.</param>
/// <param name="Crashed">The number of workers that have ended although the pool did not end them.</param>
public sealed record ProcessPoolStatistics(int Idle, int Busy, int Starting, int Waiting, long Completed, long Started, long Crashed);
