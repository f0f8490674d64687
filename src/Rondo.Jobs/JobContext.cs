namespace Rondo.Jobs;

/// <summary>The attempt that a handler runs in, as a parameter of the handler.</summary>
/// <param name="Id">The job's id, which is the same in each attempt: the key to make an outside effect idempotent.</param>
/// <param name="Name">The job's name.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Attempt">The number of the attempt, from 1. An attempt that a shutdown interrupted is not counted.</param>
/// <param name="MaxAttempts">The largest number of attempts.</param>
public sealed record JobContext(long Id, string Name, string Queue, int Attempt, int MaxAttempts);
