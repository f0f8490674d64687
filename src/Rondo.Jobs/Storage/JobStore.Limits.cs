using Rondo.Data;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs.Storage;

/// <summary>The statements that keep the limits of a job over all processes.</summary>
/// <remarks>
/// Processes that take the same job take turns, by a lock of PostgreSQL's that ends with the transaction; in SQLite the transaction is
/// the lock. Jobs without limits are taken without it.
/// </remarks>
internal sealed partial class JobStore
{
    /// <summary>An arbitrary number, which no other lock of the program has.</summary>
    private const long LimitKey = 0x526F6E646F4C696D;

    /// <summary>Takes jobs to run, as many as the limits of their name allow.</summary>
    /// <returns>The jobs, and the time until the rate allows the next one; null: the rate is no limit now.</returns>
    internal Task<(IReadOnlyList<JobRow> Rows, TimeSpan? Wait)> TakeLimitedAsync(
        string worker, string queue, JobDefinition job, int most, TimeSpan lease) => database.TransactionAsync(async transaction =>
    {
        var options = job.Options;
        if (IsPostgres)
            await transaction.ExecuteAsync($"SELECT pg_advisory_xact_lock(hashtextextended({job.Name}, {LimitKey}))");
        if (options.Concurrency > 0)
            most = Math.Min(most, options.Concurrency - await CountRunningAsync(transaction, job.Name));
        var starts = options.Rate > 0 ? await GetStartsAsync(transaction, job) : new StartsRow(0, 0, null);
        if (options.Rate > 0)
            most = (int)Math.Min(most, options.Rate - starts.Count);
        IReadOnlyList<JobRow> rows = most <= 0 ? [] : await TakeAsync(transaction, worker, queue, [job.Name], most, lease);
        if (options.Rate > 0 && rows.Count > 0)
            await transaction.ExecuteAsync($"INSERT INTO rondo_job_starts VALUES ({job.Name}, {Now}, {rows.Count})");
        var isReached = options.Rate > 0 && starts.Count + rows.Count >= options.Rate;
        return (rows, isReached ? Wait(starts, options.RatePeriod) : null);
    });

    private static TimeSpan? Wait(StartsRow starts, TimeSpan period) =>
        starts.First is { } first ? TimeSpan.FromMilliseconds(first - starts.Now) + period : period;

    private static Task<int> CountRunningAsync(SqlExecutor from, string name) =>
        from.ScalarAsync<int>($"SELECT count(*) FROM rondo_jobs WHERE state = 'running' AND name = {name}");

    /// <summary>Returns the attempts that began within the period, and forgets earlier ones.</summary>
    /// <remarks>One that began later than now is from before the clock was set back.</remarks>
    private async Task<StartsRow> GetStartsAsync(SqlExecutor from, JobDefinition job)
    {
        var period = (long)job.Options.RatePeriod.TotalMilliseconds;
        await from.ExecuteAsync(
            $"DELETE FROM rondo_job_starts WHERE name = {job.Name} AND (began_at <= {Now} - {period} OR began_at > {Now})");
        return await from.OneAsync<StartsRow>($"""
            SELECT {Now} AS now, COALESCE(SUM(count), 0) AS count, MIN(began_at) AS first FROM rondo_job_starts WHERE name = {job.Name}
            """);
    }
}
