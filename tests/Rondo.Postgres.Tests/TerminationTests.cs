namespace Rondo.Postgres.Tests;

/// <summary>Server processes that are ended at any time: idle, busy, during the login, or while they are given back.</summary>
public sealed class TerminationTests
{
    [LoopFact(HangSeconds = 180)]
    public async Task Connections_that_the_server_ends_at_any_time_are_replaced_and_no_statement_runs_twice()
    {
        await using var db = await Databases.OpenAsync("postgres", "?pool_size=4");
        await using var admin = Database.Open(PostgresServer.Shared.Url);
        var name = await db.ScalarAsync<string>($"SELECT current_database()::text");
        await db.ExecuteAsync($"CREATE TABLE orders (id INT)");
        HashSet<int> confirmed = [];
        var tried = 0;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                while (true)
                    await admin.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {name} AND random() < 0.5");
            });
            await Gather.AllAsync(Enumerable.Range(0, 8).Select(worker => (Func<Task<int>>)(() => WorkAsync(new Random(worker)))));
            group.Cancel("the work is done");
        });

        // The last connections may have been ended too: each is found by one statement.
        for (var i = 0; i < 5; i++)
            await Gather.OutcomesAsync([() => db.ScalarAsync<int>($"SELECT 1")]);
        for (var i = 0; i < 20; i++)
            Assert.Equal(i, await db.ScalarAsync<int>($"SELECT {i}"));
        Assert.Equal((0, 0), (db.Statistics.Busy, db.Statistics.Waiting));
        var stored = await db.QueryAsync<int>($"SELECT id FROM orders");
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(confirmed.Except(stored));
        Assert.InRange(confirmed.Count, 20, tried);

        async Task<int> WorkAsync(Random random)
        {
            var done = 0;
            for (var i = 0; i < 40 || confirmed.Count < 20; i++)
            {
                var id = ++tried;
                try
                {
                    switch (random.Next(3))
                    {
                        case 0:
                            Assert.Equal(id, await db.ScalarAsync<int>($"SELECT {id}"));
                            break;
                        case 1:
                            await db.ExecuteAsync($"INSERT INTO orders VALUES ({id})");
                            confirmed.Add(id);
                            break;
                        default:
                            await db.TransactionAsync(tx => tx.ExecuteAsync($"INSERT INTO orders VALUES ({id})"));
                            confirmed.Add(id);
                            break;
                    }

                    done++;
                }
                catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException { InnerException: PostgresException { SqlState: "57P01" } })
                {
                    // The connection was ended: not confirmed, and stored at most once.
                }
            }

            return done;
        }
    }
}
