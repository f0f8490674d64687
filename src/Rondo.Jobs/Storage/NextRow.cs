namespace Rondo.Jobs.Storage;

/// <summary>The times, in milliseconds, at which there is something to do.</summary>
/// <param name="Now">The current time.</param>
/// <param name="Scheduled">The time of the next job that waits; null: none waits.</param>
/// <param name="Lease">The end of the next lease of another process; null: no other process runs a job.</param>
/// <param name="Available">The number of jobs that may run now, 0 or 1 for more.</param>
internal sealed record NextRow(long Now, long? Scheduled, long? Lease, int Available);
