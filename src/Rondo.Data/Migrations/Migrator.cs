using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Rondo.Data.Engines;
using Rondo.Data.Statements;

namespace Rondo.Data.Migrations;

/// <summary>Brings a database up to date, one migration after the other; processes that start together wait for each other.</summary>
internal sealed partial class Migrator(SqlExecutor database, Engine engine, List<Migration> migrations, ILogger logger)
{
    /// <summary>The key of PostgreSQL's advisory lock: "rondo" in ASCII.</summary>
    private const long LockKey = 0x726F6E646F;

    private bool IsSqlite => database.Runner.Dialect == SqlDialect.Sqlite;

    internal async Task<int> RunAsync()
    {
        await engine.CheckAsync(); // tells an unreachable database in its own words
        await using var held = IsSqlite ? null : await AdvisoryLock.TakeAsync(engine.Source, LockKey);
        await database.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS rondo_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT "
                + $"NULL, applied_at TEXT NOT NULL)");
        var count = 0;
        while (await RunNextAsync())
            count++;
        return count;
    }

    private async Task<bool> RunNextAsync()
    {
        await using var transaction = await Transaction.BeginAsync(engine, new TransactionOptions()); // SQLite's is the lock
        var applied = await transaction.Runner.QueryAsync(
            new SqlText("SELECT number, name, checksum FROM rondo_migrations ORDER BY number", []),
            AppliedMigration.Reader.Instance, int.MaxValue);
        if (Next(applied) is not { } next)
            return false;
        var start = Stopwatch.GetTimestamp();
        if (next.HasTransaction)
        {
            await ApplyAsync(transaction, next);
            await RecordAsync(transaction, next);
            await CommitAsync(transaction, next);
        }
        else
        {
            await transaction.DisposeAsync();
            await ApplyAsync(database, next);
            await RecordAsync(database, next);
        }

        LogApplied(next.File, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return true;
    }

    /// <summary>Returns the first migration that is not applied.</summary>
    private Migration? Next(List<AppliedMigration> applied)
    {
        foreach (var (number, name, checksum) in applied)
        {
            var known = migrations.Find(migration => migration.Number == number) ?? throw new MigrationException(
                $"The database has migration {number} ({name}), which this program lacks: the database is newer. Start the "
                    + $"newer version, or restore a backup from before migration {number}.");
            if (known.Checksum != checksum)
            {
                throw new MigrationException(
                    $"The migration {known.File} was changed after it was applied to this database. Restore its text, and "
                        + $"put the change into a new migration.");
            }
        }

        var last = applied.Count == 0 ? long.MinValue : applied[^1].Number;
        var next = migrations.Find(migration => applied.All(each => each.Number != migration.Number));
        return next is null || next.Number > last ? next : throw new MigrationException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The migration {next.File} comes before number {last}, which is applied already. Give it a number above {last}."));
    }

    private static async Task ApplyAsync(SqlExecutor executor, Migration migration)
    {
        try
        {
            await executor.ExecuteAsync(Sql.Raw(migration.Text));
        }
        catch (Exception exception) when (exception is DatabaseException or ArgumentException)
        {
            throw Failed(migration, exception);
        }
    }

    private static async Task CommitAsync(Transaction transaction, Migration migration)
    {
        try
        {
            await transaction.CommitAsync();
        }
        catch (DatabaseException exception)
        {
            throw Failed(migration, exception);
        }
    }

    private static MigrationException Failed(Migration migration, Exception exception)
    {
        var trace = migration.HasTransaction ? "The database is as it was before."
            : "It ran without a transaction: check what it has done.";
        var line = migration.LineOf((exception as DatabaseException)?.Part);
        var reason = exception is DatabaseException { Reason: { } text } ? text : exception.Message;
        return new MigrationException(
            string.Create(CultureInfo.InvariantCulture, $"The migration {migration.File} failed at line {line}: {reason} {trace}"),
            exception);
    }

    private Task<int> RecordAsync(SqlExecutor executor, Migration migration)
    {
        var now = IsSqlite ? Sql.Raw("CURRENT_TIMESTAMP") : Sql.Raw("to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')");
        return executor.ExecuteAsync(
            $"INSERT INTO rondo_migrations VALUES ({migration.Number}, {migration.Name}, {migration.Checksum}, {now})");
    }

    [LoggerMessage(1, LogLevel.Information, "Applied migration {File} in {Milliseconds:0} ms")]
    private partial void LogApplied(string file, double milliseconds);
}
