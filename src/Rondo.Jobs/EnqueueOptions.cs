namespace Rondo.Jobs;

/// <summary>Options of one enqueued job. A value of null leaves the option as the job was defined.</summary>
public sealed record EnqueueOptions
{
    /// <summary>Gets the time until the job may run.</summary>
    /// <value>Default: zero, at once.</value>
    public TimeSpan Delay { get; init; }

    /// <summary>Gets the priority. A job with a larger number runs first; equal ones run in the order in which they were
    /// enqueued.</summary>
    /// <value>Default: null, the <see cref="JobOptions.Priority"/> of the job.</value>
    public int? Priority { get; init; }

    /// <summary>Gets a key that only one waiting or running job of the same name has. A second one is not stored: enqueueing it returns
    /// the id of the first.</summary>
    /// <value>Default: null, the job is never taken for another.</value>
    public string? UniqueKey { get; init; }

    /// <summary>Gets the queue.</summary>
    /// <value>Default: null, the <see cref="JobOptions.Queue"/> of the job.</value>
    public string? Queue { get; init; }

    /// <summary>Gets the largest number of attempts.</summary>
    /// <value>Default: null, the <see cref="JobOptions.MaxAttempts"/> of the job.</value>
    public int? MaxAttempts { get; init; }
}
