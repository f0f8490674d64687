namespace Rondo.Jobs;

/// <summary>A job as it is stored.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Queue">The queue.</param>
/// <param name="State">The state.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Attempt">The number of attempts that have begun.</param>
/// <param name="MaxAttempts">The largest number of attempts.</param>
/// <param name="Payload">The payload, as JSON.</param>
/// <param name="UniqueKey">The unique key, if it has one.</param>
/// <param name="RunAt">The time before which the job does not run.</param>
/// <param name="CreatedAt">The time at which the job was enqueued.</param>
/// <param name="FinishedAt">The time at which the job ended.</param>
/// <param name="Error">The last error, with its stack.</param>
public sealed record JobInfo(
    long Id,
    string Name,
    string Queue,
    JobState State,
    int Priority,
    int Attempt,
    int MaxAttempts,
    string Payload,
    string? UniqueKey,
    DateTimeOffset RunAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    string? Error);
