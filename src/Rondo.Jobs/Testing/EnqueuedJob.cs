namespace Rondo.Jobs;

/// <summary>A job that was enqueued, for tests.</summary>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="Payload">The payload, read from its row.</param>
/// <param name="Info">The row.</param>
public sealed record EnqueuedJob<T>(T Payload, JobInfo Info);
