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
    public async Task When_a_server_lets_no_more_clients_in_callers_share_what_is_open()
    {
        using var server = PostgresServer.Start();
        await server.ExecuteAsync("CREATE ROLE guest LOGIN CONNECTION LIMIT 2");
        await using var db = Database.Open(server.UrlOf("guest", "pool_size=5"));
        await using var first = await db.BeginAsync();
        var second = await db.BeginAsync();

        // A transaction waits for a connection to be given back, a statement for one to share.
        var third = await TaskGroup.RunAsync(async group =>
        {
            var waiting = group.Start(() => db.BeginAsync());
            var statements = Enumerable.Range(0, 5).Select(n => group.Start(() => db.ScalarAsync<int>($"SELECT {n}"))).ToArray();
            while (db.Statistics.Waiting < 6)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            await second.DisposeAsync();
            var begun = await waiting;
            await begun.DisposeAsync();
            for (var n = 0; n < statements.Length; n++)
                Assert.Equal(n, await statements[n]);
            return begun;
        });
        Assert.NotNull(third);
        Assert.Equal((2, 1, 0), (db.Statistics.Open, db.Statistics.Busy, db.Statistics.Waiting));
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_caller_that_waits_gets_the_place_that_becomes_free_at_the_server()
    {
        using var server = PostgresServer.Start();
        await server.ExecuteAsync("CREATE ROLE guest LOGIN CONNECTION LIMIT 2");
        var other = Database.Open(server.UrlOf("guest"));
        await other.CheckAsync();
        await using var db = Database.Open(server.UrlOf("guest", "pool_size=5"));
        await using var held = await db.BeginAsync();
        await TaskGroup.RunAsync(async group =>
        {
            var waiting = group.Start(() => db.BeginAsync());
            while (db.Statistics.Waiting == 0)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            await other.DisposeAsync(); // another program ends
            await (await waiting).DisposeAsync();
        });
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_caller_that_waits_finds_room_though_the_one_before_it_has_left()
    {
        using var server = PostgresServer.Start();
        await server.ExecuteAsync("CREATE ROLE guest LOGIN CONNECTION LIMIT 1");
        await using var db = Database.Open(server.UrlOf("guest", "pool_size=2"));
        await using var held = await db.BeginAsync();
        await TaskGroup.RunAsync(async group =>
        {
            // The first opens a connection, which is refused; the second parks meanwhile, for there is room for one.
            var first = group.Start(() => CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(300), async () => { await db.BeginAsync(); }));
            var second = group.Start(() => db.BeginAsync());
            Assert.False(await first);
            await server.ExecuteAsync("ALTER ROLE guest CONNECTION LIMIT 2");
            await (await second).DisposeAsync();
        });
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_server_that_lets_no_more_clients_in_is_a_clear_error_and_the_pool_heals()
    {
        using var server = PostgresServer.Start();
        await server.ExecuteAsync("CREATE ROLE guest LOGIN CONNECTION LIMIT 1");
        await using (var other = Database.Open(server.UrlOf("guest")))
        {
            await other.CheckAsync();
            await using var without = Database.Open(server.UrlOf("guest", "pool_size=2"));
            var outcomes = await Gather.OutcomesAsync(Enumerable.Range(0, 5).Select(n => (Func<Task<int>>)(() => without.ScalarAsync<int>($"SELECT {n}"))));
            Assert.All(outcomes, static outcome =>
                Assert.Contains("too many connections for role \"guest\"", outcome.Error!.Message, StringComparison.Ordinal));
        }

        await using var admin = Database.Open(server.Url);
        while (await admin.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE usename = 'guest'") > 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        await using var db = Database.Open(server.UrlOf("guest", "pool_size=5&pool_timeout=0.5"));
        await using (await db.BeginAsync())
        {
            var error = await Assert.ThrowsAsync<DatabaseUnavailable>(() => db.BeginAsync());
            Assert.Equal(
                "All 1 open connections are in use, no other one could be opened (53300: too many connections for role \"guest\"), and none was "
                    + "returned for 0.5 s; 1 callers wait. A task that holds a transaction must use it for all of its statements.",
                error.Message);
        }

        for (var n = 0; n < 10; n++)
            Assert.Equal(n, await db.ScalarAsync<int>($"SELECT {n}"));
        Assert.Equal((0, 0), (db.Statistics.Busy, db.Statistics.Waiting));
    }

    [LoopFact(Virtual = true)]
    public async Task Attempts_to_reach_a_server_that_is_gone_are_made_less_and_less_often()
    {
        await using var source = PostgresDataSource.Create("postgres://test@127.0.0.1:1/postgres");
        var clock = EventLoop.Current.Clock;
        List<double> pauses = [];
        var last = clock.GetTimestamp();
        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<PostgresUnavailableException>(async () => await source.OpenConnectionAsync(CancelScope.CurrentToken));
            pauses.Add(Math.Round(clock.GetElapsedTime(last).TotalMilliseconds));
            last = clock.GetTimestamp();
        }

        Assert.Equal([0, 10, 20, 40, 80, 160, 320, 640, 1000, 1000], pauses);
    }

    [LoopFact(Virtual = true)]
    public async Task All_callers_hear_at_once_that_the_server_is_gone()
    {
        await using var db = Database.Open("postgres://test@127.0.0.1:1/postgres?pool_size=3");
        var clock = EventLoop.Current.Clock;
        var start = clock.GetTimestamp();
        var outcomes = await Gather.OutcomesAsync(Enumerable.Range(0, 100).Select(n => (Func<Task<int>>)(() => db.ScalarAsync<int>($"SELECT {n}"))));
        Assert.All(outcomes, static outcome => Assert.Contains(
            "cannot be reached: No connection to the server could be opened", Assert.IsType<DatabaseUnavailable>(outcome.Error).Message, StringComparison.Ordinal));
        Assert.InRange(clock.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [LoopFact(HangSeconds = 180)]
    public async Task When_the_primary_is_gone_its_standby_is_promoted_and_serves()
    {
        using var primary = PostgresServer.Start();
        using var standby = primary.StartStandby();
        var hosts = $"test@127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}/postgres";
        foreach (var (target, expected) in new[]
        {
            ("any", primary), ("primary", primary), ("read-write", primary), ("standby", standby), ("read-only", standby), ("prefer-standby", standby),
        })
        {
            await using var source = PostgresDataSource.Create($"postgres://{hosts}?target_session_attrs={target}");
            Assert.Equal(expected.Port, await Ado.Sources.ScalarAsync<int>(source, "SELECT inet_server_port()"));
        }

        await using var db = Database.Open($"postgres://{hosts}?target_session_attrs=primary&pool_size=2");
        await db.ExecuteAsync($"CREATE TABLE orders (id INT)");
        await db.ExecuteAsync($"INSERT INTO orders VALUES (1)");
        await using var reader = Database.Open(standby.Url);
        while (await reader.ScalarAsync<int>($"SELECT count(*)::int FROM pg_class WHERE relname = 'orders'") == 0
            || await reader.ScalarAsync<int>($"SELECT count(*)::int FROM orders") == 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
        var refusal = await Assert.ThrowsAsync<DatabaseException>(() => reader.ExecuteAsync($"INSERT INTO orders VALUES (2)"));
        Assert.Equal("25006", Assert.IsType<PostgresException>(refusal.InnerException).SqlState);

        primary.Dispose();
        await Assert.ThrowsAsync<DatabaseUnavailable>(async () =>
        {
            while (true) // connections that had been open, then a standby that is no primary yet
                await db.CheckAsync();
        });
        await standby.ExecuteAsync("SELECT pg_promote()");
        while (true)
        {
            try
            {
                await db.ExecuteAsync($"INSERT INTO orders VALUES (3)");
                break;
            }
            catch (DatabaseUnavailable)
            {
                // The promotion is not seen yet.
            }
        }

        Assert.Equal([1, 3], await db.QueryAsync<int>($"SELECT id FROM orders ORDER BY id"));
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
