namespace Rondo.Postgres.Tests;

/// <summary>Statements that share a connection.</summary>
public sealed class PipelineTests
{
    [LoopFact]
    public async Task An_error_is_the_error_of_one_statement()
    {
        await using var db = await OpenAsync("?pool_size=1");
        Assert.Equal(1, await db.ScalarAsync<int>($"SELECT 1"));
        var results = await Gather.OutcomesAsync(Enumerable.Range(-10, 20).Select(n => (Func<Task<int>>)(() => db.ScalarAsync<int>($"SELECT 100 / {n}"))));
        for (var i = 0; i < results.Length; i++)
        {
            Assert.Equal(i != 10, results[i].IsSuccess);
            if (i != 10)
                Assert.Equal(100 / (i - 10), results[i].Value);
        }

        Assert.Equal(new DatabaseStatistics(1, 0, 0), db.Statistics);
    }

    [LoopFact]
    public async Task Fast_reads_of_one_turn_share_a_connection_and_statements_that_lock_do_not()
    {
        await using var db = await OpenAsync("");
        await db.ExecuteAsync($"CREATE TABLE dishes (id INT)");
        await db.ExecuteAsync($"INSERT INTO dishes VALUES (1)");
        var held = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => db.BeginAsync())); // three connections
        foreach (var each in held)
            await each.DisposeAsync();
        while ((await ProcessesAsync($"SELECT pg_backend_pid() FROM dishes")).Distinct().Count() > 1)
            await EventLoop.Yield(); // not known to be fast yet
        Assert.NotEqual(1, (await ProcessesAsync($"SELECT pg_backend_pid() FROM dishes FOR UPDATE")).Distinct().Count());

        Task<int[]> ProcessesAsync(Sql sql) => Gather.AllAsync(Enumerable.Range(0, 3).Select(_ => (Func<Task<int>>)(() => db.ScalarAsync<int>(sql))));
    }

    [LoopFact]
    public async Task A_cancelled_statement_takes_no_neighbour_with_it()
    {
        await using var db = await OpenAsync("?pool_size=1");
        await db.ScalarAsync<int>($"SELECT {5}");
        await TaskGroup.RunAsync(async group =>
        {
            var slow = group.Start(() => CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(50), async () =>
            {
                await db.ScalarAsync<string>($"SELECT pg_sleep(3600)::text");
            }));
            var neighbours = Enumerable.Range(0, 10).Select(n => group.Start(() => db.ScalarAsync<int>($"SELECT {n}"))).ToList();
            for (var n = 0; n < 10; n++)
                Assert.Equal(n, await neighbours[n]);
            Assert.False(await slow);
        });
    }

    [LoopFact]
    public async Task A_statement_is_in_no_transaction_of_another_caller()
    {
        await using var db = await OpenAsync("?pool_size=2");
        await db.ExecuteAsync($"CREATE TABLE orders (id INT)");
        await TaskGroup.RunAsync(group =>
        {
            for (var id = 1; id <= 300; id++)
            {
                var mine = id;
                group.Start(() => db.ExecuteAsync($"INSERT INTO orders VALUES ({mine}) -- {Sql.Raw($"{mine}")}")); // each text is prepared
                group.Start(async () =>
                {
                    await using var transaction = await db.BeginAsync();
                    await transaction.ExecuteAsync($"INSERT INTO orders VALUES ({-mine})"); // is rolled back
                });
            }

            return Task.CompletedTask;
        });
        Assert.Equal(Enumerable.Range(1, 300), await db.QueryAsync<int>($"SELECT id FROM orders ORDER BY id"));
    }

    [LoopFact]
    public async Task A_connection_that_breaks_fails_its_statement_and_is_replaced()
    {
        await using var db = await OpenAsync("?pool_size=1");
        await Assert.ThrowsAsync<DatabaseUnavailable>(() => db.ScalarAsync<bool>($"SELECT pg_terminate_backend(pg_backend_pid())"));
        Assert.Equal(2, await db.ScalarAsync<int>($"SELECT 2"));
    }

    [LoopFact]
    public async Task A_table_that_changes_is_read_in_its_new_form()
    {
        await using var db = await OpenAsync("?pool_size=1");
        await db.ExecuteAsync($"CREATE TABLE dishes (id INT)");
        await db.ExecuteAsync($"INSERT INTO dishes VALUES (1)");
        Assert.Equal(1, (await db.OneAsync<(int Id, string? Name)>($"SELECT id, NULL::text FROM dishes")).Id);
        Assert.Equal(1, await db.ScalarAsync<long>($"SELECT * FROM dishes"));
        await db.ExecuteAsync($"ALTER TABLE dishes ALTER COLUMN id TYPE BIGINT");
        Assert.Equal(1, await db.ScalarAsync<long>($"SELECT * FROM dishes"));
    }

    [LoopFact]
    public async Task Nothing_is_prepared_where_the_URL_says_so()
    {
        await using var db = await OpenAsync("?prepare=false&pool_size=1");
        Assert.Equal(3, await db.ScalarAsync<int>($"SELECT {1} + {2}"));
        Assert.Equal("a", await db.ScalarAsync<string>($"SELECT {"a"}::text"));
        Assert.Equal("{}", await db.ScalarAsync<string>($"SELECT {"{}"}::jsonb"));
        Assert.Equal("10.0.0.1", await db.ScalarAsync<string>($"SELECT {"10.0.0.1"}::inet"));
        Assert.Equal(0, await db.ScalarAsync<int>($"SELECT count(*) FROM pg_prepared_statements"));
    }

    [LoopFact]
    public async Task Without_prepared_statements_a_table_that_changed_is_an_error_once()
    {
        await using var db = await OpenAsync("?prepare=false&pool_size=1");
        await db.ExecuteAsync($"CREATE TABLE dishes (id INT)");
        await db.ExecuteAsync($"INSERT INTO dishes VALUES (1)");
        Assert.Equal(1, await db.ScalarAsync<int>($"SELECT * FROM dishes"));
        await db.ExecuteAsync($"ALTER TABLE dishes ALTER COLUMN id TYPE INET USING '10.0.0.1'");
        var error = await Assert.ThrowsAnyAsync<Exception>(() => db.ScalarAsync<string>($"SELECT * FROM dishes"));
        Assert.StartsWith("The columns of the statement have changed since its last use", error.Message, StringComparison.Ordinal);
        Assert.Equal("10.0.0.1", await db.ScalarAsync<string>($"SELECT * FROM dishes"));
        Assert.Equal(1, (await db.OneAsync<(int One, string? Id)>($"SELECT 1, * FROM dishes")).One);
        await db.ExecuteAsync($"ALTER TABLE dishes ADD COLUMN price INT");
        Assert.Null((await db.OneAsync<(int One, string? Id, int? Price)>($"SELECT 1, * FROM dishes")).Price); // nothing was run the first time
    }

    [LoopFact]
    public async Task A_setting_of_one_caller_does_not_reach_the_next()
    {
        await using var db = await OpenAsync("?pool_size=1");
        await db.ExecuteAsync($"SET statement_timeout = '12345ms'");
        Assert.Equal("0", await db.ScalarAsync<string>($"SELECT current_setting('statement_timeout')"));
    }

    [Fact]
    public async Task A_caller_without_a_loop_is_served()
    {
        await using var db = await OpenAsync("");
        Assert.Equal([1, 2, 3], await db.QueryAsync<int>($"SELECT generate_series(1, 3)"));
        await db.TransactionAsync(tx => tx.ExecuteAsync($"CREATE TABLE t (n INT)"));
        Assert.Equal(0, await db.ScalarAsync<int>($"SELECT count(*) FROM t"));
    }

    private static async Task<Database> OpenAsync(string options) => await Databases.OpenAsync("postgres", options);
}
