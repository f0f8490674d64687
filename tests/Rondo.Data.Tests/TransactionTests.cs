using System.Data;

namespace Rondo.Data.Tests;

/// <summary>Transactions, on each kind of database.</summary>
public sealed class TransactionTests
{
    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_function_that_returns_commits(string kind)
    {
        await using var db = await WithNamesAsync(kind);
        var count = await db.TransactionAsync(async tx =>
        {
            await tx.ExecuteAsync($"INSERT INTO names VALUES ({"ann"})");
            return await tx.ScalarAsync<int>($"SELECT count(*) FROM names");
        });
        Assert.Equal(1, count);
        Assert.Equal(["ann"], await NamesAsync(db));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_function_that_throws_rolls_back(string kind)
    {
        await using var db = await WithNamesAsync(kind);
        await Assert.ThrowsAsync<ArithmeticException>(() => db.TransactionAsync(async tx =>
        {
            await tx.ExecuteAsync($"INSERT INTO names VALUES ({"ann"})");
            throw new ArithmeticException();
        }));
        Assert.Empty(await NamesAsync(db));
        Assert.Equal(0, db.Statistics.Busy);
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_scope_that_is_cancelled_rolls_back(string kind)
    {
        await using var db = await WithNamesAsync(kind);
        await CancelScope.RunAsync(async scope =>
        {
            await db.TransactionAsync(async tx =>
            {
                await tx.ExecuteAsync($"INSERT INTO names VALUES ({"ann"})");
                scope.Cancel();
                await EventLoop.Sleep(TimeSpan.FromHours(1));
            });
        });
        Assert.Empty(await NamesAsync(db));
        Assert.Equal(0, db.Statistics.Busy);
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_nested_transaction_that_fails_undoes_only_its_own_statements(string kind)
    {
        await using var db = await WithNamesAsync(kind);
        await db.TransactionAsync(async tx =>
        {
            await tx.ExecuteAsync($"INSERT INTO names VALUES ({"ann"})");
            await Assert.ThrowsAsync<DatabaseException>(() => tx.TransactionAsync(async inner =>
            {
                await inner.ExecuteAsync($"INSERT INTO names VALUES ({"bob"})");
                await inner.ExecuteAsync($"INSERT INTO names VALUES ({null as string})");
            }));
            await tx.TransactionAsync(inner => inner.ExecuteAsync($"INSERT INTO names VALUES ({"cid"})"));
        });
        Assert.Equal(["ann", "cid"], await NamesAsync(db));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task An_error_that_was_caught_does_not_let_half_a_transaction_commit(string kind)
    {
        await using var db = await WithNamesAsync(kind);
        await using var tx = await db.BeginAsync();
        await tx.ExecuteAsync($"INSERT INTO names VALUES ({"ann"})");
        await Assert.ThrowsAsync<DatabaseException>(() => tx.ExecuteAsync($"INSERT INTO names VALUES ({null as string})"));
        if (Databases.IsPostgres(kind))
        {
            // PostgreSQL undoes the whole transaction at an error, and would answer COMMIT with ROLLBACK.
            var error = await Assert.ThrowsAsync<DatabaseException>(tx.CommitAsync);
            Assert.Equal(DatabaseErrorKind.RolledBack, error.Kind);
            Assert.Empty(await NamesAsync(db));
        }
        else
        {
            await tx.CommitAsync(); // SQLite undoes the statement alone
            Assert.Equal(["ann"], await NamesAsync(db));
        }
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Statements_after_the_end_say_so(string kind)
    {
        await using var db = await WithNamesAsync(kind);
        var tx = await db.BeginAsync();
        await tx.CommitAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => tx.ExecuteAsync($"DELETE FROM names"));
        Assert.Equal("The transaction is committed. Begin another one for further statements.", error.Message);
        await tx.DisposeAsync();
        await tx.DisposeAsync();
        Assert.Equal(0, db.Statistics.Busy);
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task Readers_see_the_last_commit_and_do_not_wait(string kind)
    {
        await using var db = await WithNamesAsync(kind);
        await using var tx = await db.BeginAsync();
        await tx.ExecuteAsync($"INSERT INTO names VALUES ({"ann"})");
        Assert.Empty(await NamesAsync(db));
        await tx.CommitAsync();
        Assert.Equal(["ann"], await NamesAsync(db));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_reading_transaction_sees_one_snapshot_and_writes_nothing(string kind)
    {
        await using var db = await WithNamesAsync(kind);
        await using (var tx = await db.BeginAsync(new TransactionOptions { IsReadOnly = true, Isolation = Databases.IsPostgres(kind) ? IsolationLevel.RepeatableRead : IsolationLevel.Unspecified }))
        {
            Assert.Equal(0, await tx.ScalarAsync<int>($"SELECT count(*) FROM names"));
            if (kind != "memory")
            {
                await db.ExecuteAsync($"INSERT INTO names VALUES ({"ann"})");
                Assert.Equal(0, await tx.ScalarAsync<int>($"SELECT count(*) FROM names"));
                var error = await Assert.ThrowsAsync<DatabaseException>(() => tx.ExecuteAsync($"INSERT INTO names VALUES ({"bob"})"));
                Assert.Equal(DatabaseErrorKind.ReadOnly, error.Kind);
            }
        }
    }

    [LoopFact]
    public async Task A_transaction_that_lost_against_another_is_run_again()
    {
        await using var db = await WithNamesAsync("postgres");
        await db.ExecuteAsync($"CREATE TABLE counters (value INTEGER NOT NULL); INSERT INTO counters VALUES (0)");
        var serializable = new TransactionOptions { Isolation = IsolationLevel.Serializable, Retries = 50 };
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 8; i++)
            {
                group.Start(() => db.TransactionAsync(
                    async tx =>
                    {
                        var value = await tx.ScalarAsync<int>($"SELECT value FROM counters");
                        await EventLoop.Yield();
                        await tx.ExecuteAsync($"UPDATE counters SET value = {value + 1}");
                    },
                    serializable));
            }
        });

        Assert.Equal(8, await db.ScalarAsync<int>($"SELECT value FROM counters"));
    }

    [LoopFact]
    public async Task Without_retries_the_loser_is_told_to_try_again()
    {
        await using var db = await WithNamesAsync("postgres");
        await db.ExecuteAsync($"INSERT INTO names VALUES ({"ann"})");
        var repeatable = new TransactionOptions { Isolation = IsolationLevel.RepeatableRead };
        await using var loser = await db.BeginAsync(repeatable);
        await loser.ScalarAsync<int>($"SELECT count(*) FROM names");
        await db.ExecuteAsync($"UPDATE names SET name = {"bob"}");
        var error = await Assert.ThrowsAsync<DatabaseUnavailable>(() => loser.ExecuteAsync($"UPDATE names SET name = {"cid"}"));
        Assert.True(error.IsConflict);
        Assert.StartsWith("The transaction lost against another one of the database", error.Message, StringComparison.Ordinal);
    }

    private static async Task<Database> WithNamesAsync(string kind)
    {
        var db = await Databases.OpenAsync(kind);
        await db.ExecuteAsync($"CREATE TABLE names (name TEXT NOT NULL)");
        return db;
    }

    private static Task<IReadOnlyList<string>> NamesAsync(Database db) => db.QueryAsync<string>($"SELECT name FROM names ORDER BY name");
}
