namespace Rondo.Data.Tests;

/// <summary>Locks over processes; a second source on the same database stands for a second process.</summary>
public sealed class LockTests
{
    private static readonly LockOptions s_short = new() { Lease = TimeSpan.FromSeconds(1.5) };

    public static TheoryData<string> Shared => ["sqlite", "postgres", "npgsql"];

    [LoopTheory(Drivers = "epoll", HangSeconds = 120), MemberData(nameof(Shared)), Trait("Category", "Slow")]
    public async Task Each_of_200_contenders_is_inside_once_and_alone(string kind)
    {
        var url = await Databases.UrlAsync(kind);
        await using var one = Database.Open(url);
        await using var other = Database.Open(url);
        await one.ExecuteAsync($"CREATE TABLE counters (n INTEGER NOT NULL)");
        await one.ExecuteAsync($"INSERT INTO counters VALUES (0)");
        var tokens = new List<long>();
        var inside = 0;
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 200; i++)
            {
                var db = i % 2 == 0 ? one : other;
                group.Start(() => db.LockAsync("counter", async held =>
                {
                    Assert.Equal(1, ++inside);
                    tokens.Add(held.Token);
                    var n = await db.ScalarAsync<int>($"SELECT n FROM counters");
                    await EventLoop.Yield();
                    await db.ExecuteAsync($"UPDATE counters SET n = {n + 1}");
                    inside--;
                }));
            }
        });
        Assert.Equal(200, await one.ScalarAsync<int>($"SELECT n FROM counters"));
        Assert.Equal(tokens.Distinct().Order(), tokens);
        Assert.Equal(200, tokens.Count);
        await EmptyAsync(one);
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Tasks_of_a_process_enter_in_the_order_in_which_they_came(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var entered = new List<int>();
        await TaskGroup.RunAsync(async group =>
        {
            await db.LockAsync("line", async _ =>
            {
                for (var i = 0; i < 10; i++)
                {
                    var number = i;
                    var hasBegun = false;
                    group.Start(() =>
                    {
                        hasBegun = true;
                        return db.LockAsync("line", _ =>
                        {
                            entered.Add(number);
                            return Task.CompletedTask;
                        });
                    });
                    while (!hasBegun)
                        await EventLoop.Yield();
                }
            });
        });
        Assert.Equal(Enumerable.Range(0, 10), entered);
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task It_returns_the_result_of_its_function_and_throws_what_it_throws(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        Assert.Equal("inside a", await db.LockAsync("a", static held => Task.FromResult($"inside {held.Name}")));
        var thrown = await Assert.ThrowsAsync<FormatException>(() => db.LockAsync("a", static _ => throw new FormatException("bad")));
        Assert.Equal("bad", thrown.Message);
        Assert.True(await db.LockAsync("a", static _ => Task.FromResult(true)));
        await EmptyAsync(db);
    }

    [LoopTheory, MemberData(nameof(Shared))]
    public async Task The_lock_of_a_process_that_vanished_is_free_after_its_lease(string kind)
    {
        var url = await Databases.UrlAsync(kind);
        await using var gone = Database.Open(url);
        await using var other = Database.Open(url);
        long token = 0;
        await gone.LockAsync("a", async held =>
        {
            token = held.Token;
            await gone.ExecuteAsync($"UPDATE rondo_locks SET holder = 'gone', lease_ms = 200, lease_until = lease_until - 14800");
        }); // the row stays: it is another holder's now
        Assert.True(await other.LockAsync("a", held => Task.FromResult(held.Token > token)));
        await EmptyAsync(other);
    }

    [LoopTheory, MemberData(nameof(Shared))]
    public async Task A_holder_whose_place_was_taken_is_cancelled_and_told(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var lost = await Assert.ThrowsAsync<LockLost>(() => db.LockAsync(
            "a",
            async _ =>
            {
                await db.ExecuteAsync($"DELETE FROM rondo_locks"); // as if the process had been paused, and another one had entered
                await EventLoop.SleepForever();
            },
            s_short));
        Assert.Equal("The lock a belongs to another process: this one did not renew its lease of 1.5 s in time.", lost.Message);
    }

    [LoopTheory, MemberData(nameof(Shared))]
    public async Task A_holder_that_cannot_reach_the_database_is_cancelled_at_the_end_of_its_lease(string kind)
    {
        await using var db = await Databases.OpenAsync(kind, Databases.IsPostgres(kind) ? "?pool_size=1" : "");
        Transaction? blocking = null;
        var lost = await Assert.ThrowsAsync<LockLost>(() => db.LockAsync(
            "a",
            async _ =>
            {
                blocking = await db.BeginAsync(); // the only connection
                await EventLoop.SleepForever();
            },
            s_short));
        Assert.Equal("The lock a may belong to another process: the database could not be reached for 1.5 s.", lost.Message);
        await blocking!.DisposeAsync();
        Assert.True(await db.LockAsync("a", static _ => Task.FromResult(true)));
    }

    [LoopTheory, InlineData("postgres"), InlineData("npgsql")]
    public async Task A_lock_survives_that_its_connections_are_killed(string kind)
    {
        var url = await Databases.UrlAsync(kind);
        await using var db = Database.Open(url);
        await using var other = Database.Open(url);
        var result = await db.LockAsync(
            "a",
            async held =>
            {
                var until = await other.ScalarAsync<long>($"SELECT lease_until FROM rondo_locks");
                await other.ExecuteAsync($"""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """);
                while (await other.ScalarAsync<long>($"SELECT lease_until FROM rondo_locks WHERE token = {held.Token}") <= until)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
                return "held";
            },
            new LockOptions { Lease = TimeSpan.FromSeconds(3) });
        Assert.Equal("held", result);
    }

    [LoopTheory, MemberData(nameof(Shared))]
    public async Task A_wait_that_is_cancelled_gives_its_place_up(string kind)
    {
        var url = await Databases.UrlAsync(kind);
        await using var db = Database.Open(url);
        await using var other = Database.Open(url);
        await db.LockAsync("a", async held =>
        {
            Assert.False(
                await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(80), () => other.LockAsync("a", static _ => Task.CompletedTask)));
            while (await db.ScalarAsync<int>($"SELECT count(*) FROM rondo_locks") > 1)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
            Assert.Equal(held.Token, await db.ScalarAsync<long>($"SELECT token FROM rondo_locks"));
        });
        Assert.True(await other.LockAsync("a", static _ => Task.FromResult(true)));
    }

    /// <summary>Waits until no place is left.</summary>
    private static async Task EmptyAsync(Database db)
    {
        while (await db.ScalarAsync<int>($"SELECT count(*) FROM rondo_locks") > 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
    }
}
