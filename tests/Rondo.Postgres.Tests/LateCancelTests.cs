namespace Rondo.Postgres.Tests;

/// <summary>Cancel requests that reach the server when their statement has ended, and another one runs.</summary>
public sealed class LateCancelTests
{
    [LoopFact(HangSeconds = 120)]
    public async Task A_neighbour_that_is_hit_again_and_again_is_answered()
    {
        var (db, proxy) = await DamageTests.OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        await SleepAsync(db, 0);
        var canceled = 0;
        proxy.Canceling = () =>
        {
            Interlocked.Increment(ref canceled);
            Thread.Sleep(7); // on the proxy's thread: the statement has ended by then, and the next one runs
        };
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 8; i++)
                group.Start(() => CancelManyAsync(db));
            await Gather.AllAsync(Enumerable.Range(0, 10).Select(n => (Func<Task<int>>)(async () =>
            {
                Assert.Equal(n, await db.ScalarAsync<int>($"SELECT {n} FROM (SELECT pg_sleep({0.02})) AS slow"));
                return n;
            })));
            group.Cancel("all neighbours were answered");
        });
        Assert.NotEqual(0, canceled);
    }

    /// <summary>The server takes in the request after the driver has given it up.</summary>
    [LoopFact(HangSeconds = 120)]
    public async Task A_request_that_is_late_by_many_seconds_hits_no_neighbour()
    {
        var (db, proxy) = await DamageTests.OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        await using var other = await Databases.OpenAsync("postgres");
        await SleepAsync(db, 0);
        var process = await ProcessAsync(db);
        using var release = new ManualResetEventSlim();
        await CancelAsync(proxy, release, () => SleepAsync(db, 0.2));
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () => Assert.Equal(7, await db.ScalarAsync<int>($"SELECT {7} FROM (SELECT pg_sleep({1.0})) AS neighbour")));
            while (await CountAsync(other) == 0)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
            release.Set();
        });
        Assert.NotEqual(process, await ProcessAsync(db)); // a connection with such a request is closed when it is idle
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_transaction_whose_request_is_late_by_many_seconds_takes_its_connection_with_it()
    {
        var (db, proxy) = await DamageTests.OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        var process = await ProcessAsync(db);
        using var release = new ManualResetEventSlim();
        await CancelAsync(proxy, release, () => db.TransactionAsync(static async tx =>
        {
            await tx.ScalarAsync<string>($"SELECT pg_sleep({0.2})::text");
        }));
        Assert.NotEqual(process, await ProcessAsync(db));
        release.Set();
        Assert.Equal(9, await db.ScalarAsync<int>($"SELECT {9} FROM (SELECT pg_sleep({0.2})) AS slow"));
    }

    private static async Task CancelManyAsync(Database db)
    {
        while (true)
        {
            await CancelScope.RunAsync(async scope =>
            {
                EventLoop.Current.Post(() => EventLoop.Current.Post(scope.Cancel)); // it has been sent, or waits for another's request
                await SleepAsync(db, 0.002);
            });
        }
    }

    /// <summary>Cancels a statement while it runs; the server gets the request when it is released.</summary>
    private static async Task CancelAsync(ServerProxy proxy, ManualResetEventSlim release, Func<Task> statement)
    {
        var isAsked = false;
        proxy.Canceling = () =>
        {
            Volatile.Write(ref isAsked, true);
            release.Wait();
        };
        while (!Volatile.Read(ref isAsked)) // a busy machine may not have sent the statement within the time
            await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(50), statement);
    }

    private static Task SleepAsync(Database db, double seconds) => db.ScalarAsync<string>($"SELECT pg_sleep({seconds})::text");

    private static Task<int> ProcessAsync(Database db) => db.ScalarAsync<int>($"SELECT pg_backend_pid()");

    private static Task<int> CountAsync(Database db) => db.ScalarAsync<int>(
        $"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%neighbour' AND pid <> pg_backend_pid()");
}
