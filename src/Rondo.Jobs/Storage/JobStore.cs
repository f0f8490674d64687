using System.Diagnostics;
using Rondo.Data;
using Rondo.Data.Engines;
using Rondo.Data.Statements;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs.Storage;

/// <summary>The statements on the table of jobs, in both dialects.</summary>
/// <remarks>
/// A job that is due is <c>available</c>, whatever the clock says later: a clock that is set back delays no job that could run before.
/// Times are those of <see cref="DatabaseTime"/>.
/// </remarks>
internal sealed partial class JobStore(Database database, TimeProvider? clock)
{
    internal const string Channel = "rondo_jobs";

    private static readonly Sql s_notify = Sql.Raw($", pg_notify('{Channel}', '')");

    internal Database Database => database;

    internal bool IsPostgres => database.Runner.Dialect == SqlDialect.Postgres;

    /// <summary>Gets the current time as a part of a statement.</summary>
    private Sql Now => DatabaseTime.Now(database.Runner.Dialect, clock);

    /// <summary>Gets the end of a statement that other processes hear of once its transaction is committed.</summary>
    private Sql Notify => IsPostgres ? s_notify : Sql.Empty;

    internal Task<long> InsertAsync(SqlExecutor to, JobDefinition job, string payload, EnqueueOptions options)
    {
        var delay = (long)options.Delay.TotalMilliseconds;
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;
        var unique = options.UniqueKey is null ? Sql.Empty
            : Sql.Raw($"ON CONFLICT (name, unique_key) WHERE {JobSchema.Live} DO UPDATE SET unique_key = excluded.unique_key");
        return to.ScalarAsync<long>($"""
            INSERT INTO rondo_jobs (name, queue, payload, state, priority, attempt, max_attempts, run_at, unique_key, created_at,
                trace_parent, trace_state)
            VALUES ({job.Name}, {options.Queue ?? job.Options.Queue}, {payload}, {(delay > 0 ? "scheduled" : "available")},
                {options.Priority ?? job.Options.Priority}, 0, {options.MaxAttempts ?? job.Options.MaxAttempts},
                {Now} + {delay}, {options.UniqueKey}, {Now}, {trace?.Id}, {trace?.TraceStateString})
            {unique}
            RETURNING id{Notify}
            """);
    }

    /// <summary>Stores the next occurrence of a schedule, unless it is stored. One that was stored by another version of the schedule
    /// is replaced.</summary>
    internal Task InsertOccurrenceAsync(SqlExecutor to, JobDefinition job, long runAt) => to.QueryAsync<long>($"""
        INSERT INTO rondo_jobs (name, queue, payload, state, priority, attempt, max_attempts, run_at, unique_key, created_at)
        VALUES ({job.Name}, {job.Options.Queue}, {job.Schedule!.Payload}, 'scheduled', {job.Options.Priority}, 0,
            {job.Options.MaxAttempts}, {runAt}, '', {Now})
        ON CONFLICT (name, unique_key) WHERE {Sql.Raw(JobSchema.Live)}
        DO UPDATE SET payload = excluded.payload, run_at = excluded.run_at
        WHERE rondo_jobs.state = 'scheduled' AND rondo_jobs.attempt = 0 AND rondo_jobs.payload <> excluded.payload
        RETURNING id
        """);

    internal Task<long> GetNowAsync(SqlExecutor from) => from.ScalarAsync<long>($"SELECT {Now}");

    /// <summary>Makes jobs available whose time has come.</summary>
    internal Task<int> PromoteAsync() => database.ExecuteAsync(
        $"UPDATE rondo_jobs SET state = 'available' WHERE state = 'scheduled' AND run_at <= {Now}");

    /// <summary>Takes jobs away from processes that did not renew their lease, and those that this worker was given without its
    /// knowledge: the connection was lost before the answer.</summary>
    /// <remarks>A lease that ends later than it could is from before the clock was set back: it begins again, so that its process may
    /// renew it.</remarks>
    internal async Task<IReadOnlyList<RescuedRow>> RescueAsync(string worker, long[] running)
    {
        await database.ExecuteAsync(
            $"UPDATE rondo_jobs SET lease_until = {Now} + lease_ms WHERE state = 'running' AND lease_until > {Now} + lease_ms");
        return await database.QueryAsync<RescuedRow>($"""
            UPDATE rondo_jobs SET state = CASE WHEN attempt >= max_attempts THEN 'dead' ELSE 'available' END,
                finished_at = CASE WHEN attempt >= max_attempts THEN {Now} END, lease_until = NULL, worker = NULL,
                error = 'The process that ran the job vanished, or did not renew its lease in time.'
            WHERE state = 'running' AND lease_until <= {Now} AND (worker <> {worker} OR id NOT IN {running})
            RETURNING id, name, state, attempt, run_at
            """);
    }

    /// <summary>Ends the leases of processes that ran on this machine and are gone, so that their jobs need not wait for the end.</summary>
    /// <remarks>SQLite alone: its file belongs to one machine. Of containers that share a PostgreSQL several may have this machine's name
    /// and this process' number.</remarks>
    internal async Task EndLeasesAsync()
    {
        if (IsPostgres)
            return;
        var workers =
            await database.QueryAsync<string>($"SELECT DISTINCT worker FROM rondo_jobs WHERE state = 'running' AND worker IS NOT NULL");
        string[] ended = [.. workers.Where(WorkerName.HasEnded)];
        if (ended.Length > 0)
            await database.ExecuteAsync($"UPDATE rondo_jobs SET lease_until = 0 WHERE state = 'running' AND worker IN {ended}");
    }

    /// <summary>Takes jobs to run.</summary>
    internal async Task<IReadOnlyList<JobRow>> TakeAsync(
        SqlExecutor from, string worker, string queue, IReadOnlyList<string> names, int most, TimeSpan lease)
    {
        var milliseconds = (long)lease.TotalMilliseconds;
        var rows = await from.QueryAsync<JobRow>($"""
            WITH picked AS MATERIALIZED (
                SELECT id FROM rondo_jobs WHERE state = 'available' AND queue = {queue} AND name IN {names}
                ORDER BY priority DESC, id LIMIT {most}
                {(IsPostgres ? Sql.Raw("FOR UPDATE SKIP LOCKED") : Sql.Empty)})
            UPDATE rondo_jobs SET state = 'running', attempt = attempt + 1, worker = {worker},
                lease_ms = {milliseconds}, lease_until = {Now} + {milliseconds}
            WHERE id IN (SELECT id FROM picked)
            RETURNING id, name, queue, payload, priority, attempt, max_attempts, run_at, trace_parent, trace_state
            """);
        return [.. rows.OrderByDescending(static row => row.Priority).ThenBy(static row => row.Id)];
    }

    /// <summary>Returns the queues that have something to run, with the names of their jobs.</summary>
    /// <remarks>In SQLite this waits among the writers: for the end of the transaction whose job woke the worker, which a reader would
    /// not see.</remarks>
    internal Task<IReadOnlyList<ReadyRow>> GetReadyAsync(IReadOnlyList<string> names)
    {
        Sql sql = $"SELECT DISTINCT queue, name FROM rondo_jobs WHERE state = 'available' AND name IN {names}";
        return IsPostgres ? database.QueryAsync<ReadyRow>(sql)
            : database.TransactionAsync(transaction => transaction.QueryAsync<ReadyRow>(sql));
    }

    /// <summary>Renews the leases of the jobs that a worker runs.</summary>
    /// <returns>The jobs that are still its own.</returns>
    internal Task<IReadOnlyList<long>> RenewAsync(string worker, long[] running) => database.QueryAsync<long>($"""
        UPDATE rondo_jobs SET lease_until = {Now} + lease_ms WHERE state = 'running' AND worker = {worker} AND id IN {running}
        RETURNING id
        """);

    /// <summary>Returns when there is something to do.</summary>
    internal Task<NextRow> GetNextAsync(string worker, long[] running, IReadOnlyList<string> names) => database.OneAsync<NextRow>($"""
        SELECT {Now} AS now,
            (SELECT MIN(run_at) FROM rondo_jobs WHERE state = 'scheduled') AS scheduled,
            (SELECT MIN(lease_until) FROM rondo_jobs WHERE state = 'running' AND (worker <> {worker} OR id NOT IN {running})) AS lease,
            CASE WHEN EXISTS (SELECT 1 FROM rondo_jobs WHERE state = 'available' AND name IN {names}) THEN 1 ELSE 0 END AS available
        """);

    /// <summary>Stores that an attempt succeeded.</summary>
    /// <returns>Whether the job was still the worker's.</returns>
    internal async Task<bool> CompleteAsync(SqlExecutor to, string worker, JobRow row) => await to.ExecuteAsync($"""
        UPDATE rondo_jobs SET state = 'done', finished_at = {Now}, lease_until = NULL, error = NULL
        WHERE id = {row.Id} AND state = 'running' AND worker = {worker} AND attempt = {row.Attempt}
        """) > 0;

    /// <summary>Stores that an attempt failed: the job waits for the next one, or is dead.</summary>
    internal async Task<bool> FailAsync(
        SqlExecutor to, string worker, JobRow row, string error, TimeSpan? retry) => (await to.QueryAsync<long>($"""
        UPDATE rondo_jobs SET state = {(retry is null ? "dead" : "scheduled")},
            run_at = {(retry is { } delay ? (Sql)$"{Now} + {(long)delay.TotalMilliseconds}" : Sql.Raw("run_at"))},
            finished_at = {(retry is null ? Now : Sql.Raw("NULL"))}, lease_until = NULL, worker = NULL, error = {error}
        WHERE id = {row.Id} AND state = 'running' AND worker = {worker} AND attempt = {row.Attempt}
        RETURNING id
        """)).Count > 0;

    /// <summary>Gives a job back whose attempt was interrupted, and does not count.</summary>
    internal Task ReleaseAsync(string worker, JobRow row) => database.ExecuteAsync($"""
        UPDATE rondo_jobs SET state = 'available', attempt = attempt - 1, lease_until = NULL, worker = NULL
        WHERE id = {row.Id} AND state = 'running' AND worker = {worker} AND attempt = {row.Attempt}
        """);

    /// <summary>Wakes the workers of other processes.</summary>
    internal Task NotifyAsync(string payload = "") =>
        IsPostgres ? database.ExecuteAsync($"SELECT pg_notify({Channel}, {payload})") : Task.CompletedTask;

    /// <summary>Removes jobs that ended long ago.</summary>
    internal Task<int> PurgeAsync(TimeSpan keep) => database.ExecuteAsync(
        $"DELETE FROM rondo_jobs WHERE state IN ('done', 'cancelled') AND finished_at < {Now} - {(long)keep.TotalMilliseconds}");
}
