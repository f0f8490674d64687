using System.Text;

namespace Rondo.Postgres.Tests;

/// <summary>Transactions one after the other on a connection, the next of which begins while the COMMIT of the last is in flight.</summary>
public sealed class HandOverTests
{
    [LoopFact]
    public async Task A_commit_and_the_next_begin_leave_in_one_write()
    {
        var (db, proxy) = await DamageTests.OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        await db.ExecuteAsync($"CREATE TABLE orders (id INT)");
        var both = 0;
        proxy.Seen = bytes =>
        {
            var text = Encoding.ASCII.GetString(bytes.Span);
            if (text.Contains("COMMIT", StringComparison.Ordinal) && text.Contains("BEGIN", StringComparison.Ordinal))
                Interlocked.Increment(ref both);
        };
        await Gather.AllAsync(Enumerable.Range(1, 10).Select(n => (Func<Task<bool>>)(async () =>
        {
            await db.TransactionAsync(tx => tx.ExecuteAsync($"INSERT INTO orders VALUES ({n})"));
            return true;
        })));
        proxy.Seen = null;
        Assert.InRange(both, 5, 9); // the first statements, which are prepared, may be elsewhere
        Assert.Equal(10, await db.ScalarAsync<int>($"SELECT count(*) FROM orders"));
    }

    /// <summary>Each of many transactions on few connections ends in its own way, and takes no other with it.</summary>
    [LoopTheory(HangSeconds = 120), InlineData(1), InlineData(3)]
    public async Task Each_transaction_ends_in_its_own_way(int connections)
    {
        await using var db = await Databases.OpenAsync("postgres", $"?pool_size={connections}");
        await db.ExecuteAsync($"CREATE TABLE orders (id INT UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        await db.ExecuteAsync($"INSERT INTO orders VALUES (0)");
        var outcomes = await Gather.OutcomesAsync(Enumerable.Range(1, 200).Select(n => (Func<Task<int>>)(() => RunAsync(db, n))));
        for (var n = 1; n <= 200; n++)
        {
            var outcome = outcomes[n - 1];
            switch (n % 6)
            {
                case 1: // the constraint is checked by COMMIT
                    Assert.Equal(DatabaseErrorKind.UniqueViolation, Assert.IsType<DatabaseException>(outcome.Error).Kind);
                    break;
                case 2:
                    Assert.IsType<InvalidOperationException>(outcome.Error);
                    break;
                case 3:
                    Assert.Equal("22012", Assert.IsType<PostgresException>(Assert.IsType<DatabaseException>(outcome.Error).InnerException).SqlState);
                    break;
                case 5: // its statement was cancelled
                    Assert.Equal(DatabaseErrorKind.RolledBack, Assert.IsType<DatabaseException>(outcome.Error).Kind);
                    break;
                default:
                    Assert.Equal(n, outcome.Value);
                    break;
            }
        }

        var stored = Enumerable.Range(1, 200).Where(static n => n % 6 is 0 or 4);
        Assert.Equal([0, .. stored], await db.QueryAsync<int>($"SELECT id FROM orders ORDER BY id"));
        Assert.Equal("read committed", await db.ScalarAsync<string>($"SELECT current_setting('transaction_isolation')"));
        Assert.Equal(0, db.Statistics.Busy);
    }

    private static Task<int> RunAsync(Database db, int n) => db.TransactionAsync(async tx =>
    {
        switch (n % 6)
        {
            case 0:
                await tx.ExecuteAsync($"INSERT INTO orders VALUES ({n})");
                return n;
            case 1:
                await tx.ExecuteAsync($"INSERT INTO orders VALUES (0)");
                return n;
            case 2:
                await tx.ExecuteAsync($"INSERT INTO orders VALUES ({-n})");
                throw new InvalidOperationException("rolled back");
            case 3:
                return await tx.ScalarAsync<int>($"SELECT {n} / 0");
            case 4:
                await tx.ExecuteAsync($"SET LOCAL work_mem = '1MB'"); // of the transaction alone
                await tx.ExecuteAsync($"INSERT INTO orders VALUES ({n})");
                return n;
            default:
                await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(1), async () =>
                {
                    await tx.ExecuteAsync($"SELECT pg_sleep(30)");
                });
                return n;
        }
    });
}
