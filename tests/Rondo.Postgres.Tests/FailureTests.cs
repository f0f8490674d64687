using Rondo.Postgres.Tests.Login;

namespace Rondo.Postgres.Tests;

/// <summary>Servers that restart, vanish, or let no more clients in.</summary>
public sealed class FailureTests
{
    [LoopTheory(HangSeconds = 180), InlineData(false), InlineData(true)]
    public async Task A_restart_under_load_fails_what_is_in_flight_and_runs_nothing_twice(bool isCrash)
    {
        using var server = PostgresServer.Start();
        await using var db = Database.Open($"{server.Url}?pool_size=4");
        await db.ExecuteAsync($"CREATE TABLE orders (id INT)");
        HashSet<int> confirmed = [];
        var (next, goal, failures) = (0, 100, 0);
        await TaskGroup.RunAsync(async group =>
        {
            for (var worker = 0; worker < 8; worker++)
                group.Start(WorkAsync);
            while (confirmed.Count < 50)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            server.Restart(isCrash);
            while (failures == 0)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            goal = confirmed.Count + 100; // after the restart
        });
        var stored = await db.QueryAsync<int>($"SELECT id FROM orders");
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(confirmed.Except(stored));
        Assert.Equal(new DatabaseStatistics(db.Statistics.Open, 0, 0), db.Statistics);

        async Task WorkAsync()
        {
            while (confirmed.Count < goal || failures == 0)
            {
                var id = ++next;
                try
                {
                    await db.ExecuteAsync($"INSERT INTO orders VALUES ({id})");
                    confirmed.Add(id);
                }
                catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException { InnerException: PostgresException { IsTransient: true } })
                {
                    failures++;
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
                }
            }
        }
    }

    [LoopFact(HangSeconds = 120)]
    public async Task When_the_first_host_is_gone_the_second_serves()
    {
        using var second = PostgresServer.Start();
        await using var source = await FailOverAsync(second);
        Assert.Equal(second.Port, await Ado.Sources.ScalarAsync<int>(source, "SELECT inet_server_port()"));
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_server_that_lets_no_more_clients_in_is_a_clear_error_and_the_pool_heals()
    {
        using var server = PostgresServer.Start();
        await server.ExecuteAsync("CREATE ROLE guest LOGIN CONNECTION LIMIT 2");
        await using var db = Database.Open(server.UrlOf("guest", "pool_size=5"));
        var first = await db.BeginAsync();
        await using (await db.BeginAsync())
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => db.BeginAsync());
            Assert.Contains("too many connections for role \"guest\"", error.Message, StringComparison.Ordinal);
            var outcomes = await Gather.OutcomesAsync(Enumerable.Range(0, 5).Select(n => (Func<Task<int>>)(() => db.ScalarAsync<int>($"SELECT {n}"))));
            Assert.All(outcomes, static outcome => Assert.Contains("too many connections", outcome.Error!.Message, StringComparison.Ordinal));
        }

        await first.DisposeAsync();
        for (var n = 0; n < 10; n++)
            Assert.Equal(n, await db.ScalarAsync<int>($"SELECT {n}"));
        Assert.Equal((0, 0), (db.Statistics.Busy, db.Statistics.Waiting));
    }

    private static async Task<PostgresDataSource> FailOverAsync(PostgresServer second)
    {
        var first = PostgresServer.Start();
        var source = PostgresDataSource.Create(
            $"postgres://test@127.0.0.1:{first.Port},127.0.0.1:{second.Port}/postgres?target_session_attrs=read-write");
        Assert.Equal(first.Port, await Ado.Sources.ScalarAsync<int>(source, "SELECT inet_server_port()"));
        await source.OpenConnectionAsync(CancelScope.CurrentToken); // is never given back, and does not hinder
        first.Dispose();
        var failures = 0;
        while (failures < 5)
        {
            try
            {
                await Ado.Sources.ScalarAsync<int>(source, "SELECT 1");
                return source;
            }
            catch (System.Data.Common.DbException)
            {
                failures++; // connections that had been open
            }
        }

        throw new InvalidOperationException("The second host was not found.");
    }
}
