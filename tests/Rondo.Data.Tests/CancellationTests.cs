namespace Rondo.Data.Tests;

/// <summary>A statement ends with the scope of its caller, in the database too.</summary>
public sealed class CancellationTests
{
    internal static readonly Dictionary<string, string> Endless = new()
    {
        ["sqlite"] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        ["memory"] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        ["postgres"] = "SELECT count(*) FROM (SELECT pg_sleep(3600)) AS forever",
        ["npgsql"] = "SELECT count(*) FROM (SELECT pg_sleep(3600)) AS forever",
    };

    /// <summary>The number of these statements that run in the database, asked of PostgreSQL.</summary>
    internal const string CountEndless =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%forever%' AND pid <> pg_backend_pid()";

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_deadline_ends_the_statement(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(TimeSpan.FromMilliseconds(100), () => db.ScalarAsync<long>(Sql.Raw(Endless[kind]))));
        Assert.Equal(1, await db.ScalarAsync<int>($"SELECT 1"));
        while (db.Statistics.Busy > 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1)); // a thread that reads stops within its next instructions
        if (Databases.IsPostgres(kind))
            Assert.Equal(0, await db.ScalarAsync<int>(Sql.Raw(CountEndless)));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_deadline_ends_a_statement_of_a_transaction_and_nothing_is_stored(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        await db.ExecuteAsync($"CREATE TABLE numbers (n BIGINT)");
        await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(200), () => db.TransactionAsync(async tx =>
        {
            await tx.ExecuteAsync($"INSERT INTO numbers VALUES (1)");
            await tx.ExecuteAsync($"INSERT INTO numbers {Sql.Raw(Endless[kind])}");
        }));
        Assert.Equal(0, await db.ScalarAsync<int>($"SELECT count(*) FROM numbers"));
        await db.ExecuteAsync($"INSERT INTO numbers VALUES (2)");
        Assert.Equal([2L], await db.QueryAsync<long>($"SELECT n FROM numbers"));
    }

    /// <summary>SQLite rolls a transaction back by itself when one of its writes is interrupted: what follows must not be stored on its own.</summary>
    [LoopTheory, InlineData("sqlite"), InlineData("memory")]
    public async Task After_an_interrupted_write_the_transaction_is_lost_as_a_whole(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        await db.ExecuteAsync($"CREATE TABLE numbers (n BIGINT)");
        await using (var tx = await db.BeginAsync())
        {
            await tx.ExecuteAsync($"INSERT INTO numbers VALUES (1)");
            await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(100), () => tx.ExecuteAsync($"INSERT INTO numbers {Sql.Raw(Endless[kind])}"));
            var error = await Assert.ThrowsAsync<DatabaseException>(() => tx.ExecuteAsync($"INSERT INTO numbers VALUES (2)"));
            Assert.Equal(DatabaseErrorKind.RolledBack, error.Kind);
            await Assert.ThrowsAsync<DatabaseException>(tx.CommitAsync);
        }

        Assert.Equal(0, await db.ScalarAsync<int>($"SELECT count(*) FROM numbers"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_stream_that_is_left_gives_its_connection_back(string kind)
    {
        await using var db = await Databases.OpenAsync(kind, Databases.IsPostgres(kind) ? "?pool_size=1" : "?readers=1");
        var seen = 0;
        Sql numbers = Databases.IsPostgres(kind) ? (Sql)$"SELECT generate_series(1, 1000000)" : (Sql)$"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT i FROM n";
        await foreach (var number in db.StreamAsync<int>(numbers))
        {
            Assert.Equal(++seen, number);
            if (seen == 1000)
                break;
        }

        Assert.Equal(7, await db.ScalarAsync<int>($"SELECT 7"));
        Assert.Equal(0, db.Statistics.Busy);
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task A_wait_for_a_connection_ends_with_a_clear_error(string kind)
    {
        await using var db = await Databases.OpenAsync(kind, Databases.IsPostgres(kind) ? "?pool_size=1&pool_timeout=0.2" : "?pool_timeout=0.2");
        await using var tx = await db.BeginAsync();
        await tx.ExecuteAsync($"CREATE TABLE numbers (n BIGINT)");
        var error = await Assert.ThrowsAsync<DatabaseUnavailable>(() => db.ExecuteAsync($"INSERT INTO numbers VALUES (1)"));
        var place = Databases.IsPostgres(kind) ? "connections" : "writing connections";
        Assert.Equal($"All 1 {place} are in use, and none was returned for 0.2 s; 1 callers wait. A task that holds a transaction must use it for all of its statements.", error.Message);
        Assert.Equal(503, error.Status);
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task Callers_have_a_connection_in_the_order_in_which_they_came(string kind)
    {
        await using var db = await Databases.OpenAsync(kind, Databases.IsPostgres(kind) ? "?pool_size=1" : "");
        await db.ExecuteAsync($"CREATE TABLE numbers (n BIGINT)");
        var tx = await db.BeginAsync();
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 5; i++)
            {
                var number = i;
                group.Start(async () =>
                {
                    await db.ExecuteAsync($"INSERT INTO numbers VALUES ({number})");
                });
            }

            while (db.Statistics.Waiting < 5)
                await EventLoop.Yield();
            await tx.CommitAsync();
            await tx.DisposeAsync();
        });

        Assert.Equal([0, 1, 2, 3, 4], await db.QueryAsync<int>($"SELECT n FROM numbers"));
    }
}
