using Rondo.Data;

namespace Rondo.Jobs.Storage;

/// <summary>The statements of callers: looking at jobs, cancelling and retrying them.</summary>
internal sealed partial class JobStore
{
    private static readonly Sql s_columns = Sql.Raw(
        "SELECT id, name, queue, state, priority, attempt, max_attempts, payload, unique_key, run_at, created_at, "
            + "finished_at, error FROM rondo_jobs");

    internal async Task<JobInfo?> FindAsync(long id) => (await database.FindAsync<StoredJob>($"{s_columns} WHERE id = {id}"))?.ToInfo();

    internal async Task<IReadOnlyList<JobInfo>> ListAsync(JobFilter filter)
    {
        var where = (Sql)$" WHERE id < {filter.Before ?? long.MaxValue}";
        if (filter.State is { } state)
            where = $"{where} AND state = {Text(state)}";
        if (filter.Queue is { } queue)
            where = $"{where} AND queue = {queue}";
        if (filter.Name is { } name)
            where = $"{where} AND name = {name}";
        var rows = await database.QueryAsync<StoredJob>($"{s_columns}{where} ORDER BY id DESC LIMIT {filter.Limit}");
        return [.. rows.Select(static row => row.ToInfo())];
    }

    internal Task<IReadOnlyList<CountRow>> CountAsync() =>
        database.QueryAsync<CountRow>($"SELECT queue, state, COUNT(*) AS count FROM rondo_jobs GROUP BY queue, state");

    /// <summary>Returns the jobs of schedules that wait or run.</summary>
    internal Task<IReadOnlyList<OccurrenceRow>> GetOccurrencesAsync(IReadOnlyList<string> names) =>
        database.QueryAsync<OccurrenceRow>(
            $"SELECT id, name, run_at FROM rondo_jobs WHERE name IN {names} AND unique_key = '' AND {Sql.Raw(JobSchema.Live)}");

    /// <summary>Cancels a job that has not ended.</summary>
    /// <returns>Whether there was one.</returns>
    internal async Task<bool> CancelAsync(long id) => await database.ExecuteAsync(
        $"UPDATE rondo_jobs SET state = 'cancelled', finished_at = {Now}, lease_until = NULL WHERE id = {id} AND state IN "
            + $"('scheduled', 'available', 'running')") > 0;

    /// <summary>Gives a job that is dead or cancelled its attempts back.</summary>
    internal async Task<bool> RetryAsync(long id) => (await database.QueryAsync<long>(
        $"UPDATE rondo_jobs SET state = 'available', attempt = 0, run_at = {Now}, finished_at = NULL, worker = NULL WHERE "
            + $"id = {id} AND state IN ('dead', 'cancelled') RETURNING id")).Count > 0;

    private static string Text(JobState state) => state switch
    {
        JobState.Scheduled => "scheduled",
        JobState.Available => "available",
        JobState.Running => "running",
        JobState.Done => "done",
        JobState.Dead => "dead",
        JobState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "The state is none of a job's."),
    };
}
