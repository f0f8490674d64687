using Rondo.Data.Engines;
using Rondo.Data.Statements;

namespace Rondo.Data.Locks;

/// <summary>The statements on the table of locks, in both dialects.</summary>
/// <remarks>
/// A lock is a line: each process that wants it has a row, and the smallest number of a name is the holder's. That number is the
/// fencing token. A row is removed by its owner, or by those behind it once its lease has passed; the statements that renew and that
/// remove lock the row, so a lease that was renewed in time is never taken away. Advisory locks of PostgreSQL were rejected: one that
/// a paused process or a machine without power holds is free only when TCP notices, each occupies a connection, and PgBouncer breaks them.
/// </remarks>
internal sealed class LockTable(SqlExecutor database, Engine engine)
{
    /// <summary>An arbitrary number, which no other lock of the program has.</summary>
    private const long LockKey = 0x526F6E646F4C6F63;

    private static readonly Sql s_index = Sql.Raw("CREATE INDEX IF NOT EXISTS rondo_locks_name ON rondo_locks (name, token)");

    private volatile bool _exists;

    private bool IsPostgres => database.Runner.Dialect == SqlDialect.Postgres;

    private Sql Now => DatabaseTime.Now(database.Runner.Dialect);

    /// <summary>Creates the table if it is missing. Processes that start together wait for each other.</summary>
    internal async Task CreateAsync()
    {
        if (_exists)
            return;
        var token = Sql.Raw(IsPostgres ? "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY AUTOINCREMENT");
        await using var transaction = await Transaction.BeginAsync(engine, new TransactionOptions());
        if (IsPostgres)
            await transaction.ExecuteAsync($"SELECT pg_advisory_xact_lock({LockKey})");
        await transaction.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS rondo_locks (token {token}, name TEXT NOT NULL, holder TEXT NOT NULL, lease_ms BIGINT "
                + $"NOT NULL, lease_until BIGINT NOT NULL)");
        await transaction.ExecuteAsync(s_index);
        await transaction.CommitAsync();
        _exists = true;
    }

    /// <summary>Joins the end of the line.</summary>
    /// <returns>The token. Those of a name are committed in the order of their numbers: a smaller one never appears later.</returns>
    internal Task<long> JoinAsync(string name, string holder, TimeSpan lease)
    {
        var milliseconds = (long)lease.TotalMilliseconds;
        var order = IsPostgres ? (Sql)$"FROM pg_advisory_xact_lock(hashtextextended({name}, {LockKey}))" : Sql.Empty;
        return database.ScalarAsync<long>($"""
            INSERT INTO rondo_locks (name, holder, lease_ms, lease_until)
            SELECT {name}, {holder}, {milliseconds}, {Now} + {milliseconds} {order}
            RETURNING token
            """);
    }

    internal async Task<FirstPlace?> GetFirstAsync(string name)
    {
        Sql sql = $"SELECT token, lease_until, {Now} AS now FROM rondo_locks WHERE name = {name} ORDER BY token LIMIT 1";
        var runner = database.Runner;
        var rows = await runner.QueryAsync(SqlText.Render(sql, runner.Dialect, runner.Json), FirstPlace.Reader.Instance, 1);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Renews a lease.</summary>
    /// <returns>Whether the place is still there.</returns>
    /// <remarks>Another lease of the name that ends later than it could is from before the clock was set back: it begins again.</remarks>
    internal async Task<bool> RenewAsync(string name, long token)
    {
        var renewed = await database.QueryAsync<long>($"""
            UPDATE rondo_locks SET lease_until = {Now} + lease_ms
            WHERE name = {name} AND (token = {token} OR lease_until > {Now} + lease_ms)
            RETURNING token
            """);
        return renewed.Contains(token);
    }

    /// <summary>Removes a place whose lease has passed.</summary>
    internal Task RemoveAsync(FirstPlace place) =>
        database.ExecuteAsync($"DELETE FROM rondo_locks WHERE token = {place.Token} AND lease_until <= {Now}");

    internal Task LeaveAsync(string name, string holder) =>
        database.ExecuteAsync($"DELETE FROM rondo_locks WHERE name = {name} AND holder = {holder}");
}
