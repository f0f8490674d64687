using Rondo.Data;
using Rondo.Data.Statements;

namespace Rondo.Jobs.Storage;

/// <summary>The table of jobs, in versions: each script brings the table from the version before to its own.</summary>
internal static class JobSchema
{
    internal const string Live = "unique_key IS NOT NULL AND state IN ('scheduled', 'available', 'running')";

    /// <summary>An arbitrary number, which no other lock of the program has.</summary>
    private const long LockKey = 0x526F6E646F4A6F62;

    private const string Columns =
        "name TEXT NOT NULL, queue TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL, "
        + "priority INTEGER NOT NULL, attempt INTEGER NOT NULL, max_attempts INTEGER NOT NULL, run_at BIGINT NOT NULL, "
        + "lease_ms BIGINT, lease_until BIGINT, worker TEXT, unique_key TEXT, "
        + "created_at BIGINT NOT NULL, finished_at BIGINT, error TEXT); ";

    private const string Indexes =
        "CREATE INDEX rondo_jobs_available ON rondo_jobs (queue, priority DESC, id) WHERE state = 'available'; "
        + "CREATE INDEX rondo_jobs_scheduled ON rondo_jobs (run_at) WHERE state = 'scheduled'; "
        + "CREATE INDEX rondo_jobs_running ON rondo_jobs (lease_until) WHERE state = 'running'; "
        + "CREATE INDEX rondo_jobs_dead ON rondo_jobs (id) WHERE state = 'dead'; "
        + "CREATE INDEX rondo_jobs_finished ON rondo_jobs (finished_at) WHERE state IN ('done', 'cancelled'); "
        + $"CREATE UNIQUE INDEX rondo_jobs_unique ON rondo_jobs (name, unique_key) WHERE {Live}";

    private const string Trace = "ALTER TABLE rondo_jobs ADD COLUMN trace_parent TEXT; ALTER TABLE rondo_jobs ADD COLUMN trace_state TEXT";

    private const string Starts =
        "CREATE TABLE rondo_job_starts (name TEXT NOT NULL, began_at BIGINT NOT NULL, count INTEGER NOT NULL); "
        + "CREATE INDEX rondo_job_starts_name ON rondo_job_starts (name, began_at)";

    private static readonly string[] s_sqlite =
        ["CREATE TABLE rondo_jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, " + Columns + Indexes, Trace, Starts];

    private static readonly string[] s_postgres =
        ["CREATE TABLE rondo_jobs (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, " + Columns + Indexes, Trace, Starts];

    /// <summary>Creates the table, or brings it up to date. Processes that start together wait for each other.</summary>
    internal static Task ApplyAsync(Database database) => database.TransactionAsync(async transaction =>
    {
        var isPostgres = transaction.Runner.Dialect == SqlDialect.Postgres;
        var scripts = isPostgres ? s_postgres : s_sqlite;
        if (isPostgres)
            await transaction.ExecuteAsync($"SELECT pg_advisory_xact_lock({LockKey})");
        await transaction.ExecuteAsync($"CREATE TABLE IF NOT EXISTS rondo_jobs_version (version INTEGER NOT NULL)");
        var version = await transaction.ScalarAsync<int>($"SELECT COALESCE(MAX(version), 0) FROM rondo_jobs_version");
        if (version > scripts.Length)
        {
            throw new InvalidOperationException(
                $"The table rondo_jobs has version {version}, and this program knows {scripts.Length}. "
                + "Start the newer version of the program.");
        }

        for (; version < scripts.Length; version++)
        {
            await transaction.ExecuteAsync(Sql.Raw(scripts[version]));
            await transaction.ExecuteAsync($"INSERT INTO rondo_jobs_version VALUES ({version + 1})");
        }
    });
}
