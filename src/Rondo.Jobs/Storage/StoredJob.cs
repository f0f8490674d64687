namespace Rondo.Jobs.Storage;

/// <summary>A row of the table.</summary>
internal sealed record StoredJob(
    long Id,
    string Name,
    string Queue,
    string State,
    int Priority,
    int Attempt,
    int MaxAttempts,
    string Payload,
    string? UniqueKey,
    long RunAt,
    long CreatedAt,
    long? FinishedAt,
    string? Error)
{
    internal JobInfo ToInfo() => new(
        Id,
        Name,
        Queue,
        Enum.Parse<JobState>(State, ignoreCase: true),
        Priority,
        Attempt,
        MaxAttempts,
        Payload,
        UniqueKey,
        DateTimeOffset.FromUnixTimeMilliseconds(RunAt),
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        FinishedAt is { } finished ? DateTimeOffset.FromUnixTimeMilliseconds(finished) : null,
        Error);
}
