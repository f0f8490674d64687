namespace Rondo.Jobs.Storage;

/// <summary>A job that this process has taken.</summary>
internal sealed record JobRow(
    long Id,
    string Name,
    string Queue,
    string Payload,
    int Priority,
    int Attempt,
    int MaxAttempts,
    long RunAt,
    string? TraceParent,
    string? TraceState);
