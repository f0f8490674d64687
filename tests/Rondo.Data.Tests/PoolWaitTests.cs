namespace Rondo.Data.Tests;

/// <summary>A wait for a connection of a full pool ends with the scope of its caller, and gives its place in the queue up.</summary>
public class PoolWaitTests
{
    /// <summary>A wait ends so soon after a timer with the same deadline, which a busy machine delays as well.</summary>
    private static readonly TimeSpan s_bound = TimeSpan.FromMilliseconds(100);

    private static readonly Dictionary<string, Func<Database, Task>> s_waits = new()
    {
        ["execute"] = static db => db.ExecuteAsync($"INSERT INTO numbers VALUES (1)"),
        ["batch"] = static db => db.BatchAsync([$"INSERT INTO numbers VALUES (1)", $"INSERT INTO numbers VALUES (2)"]),
        ["begin"] = static async db => await (await db.BeginAsync()).DisposeAsync(),
        ["transaction"] = static db => db.TransactionAsync(static tx => tx.ExecuteAsync($"INSERT INTO numbers VALUES (1)")),
        ["lock"] = static db => db.LockAsync("a", static _ => Task.CompletedTask),
        ["query"] = static db => db.QueryAsync<int>($"SELECT n FROM numbers"),
        ["stream"] = static async db =>
        {
            await foreach (var _ in db.StreamAsync<int>($"SELECT n FROM numbers"))
                break;
        },
    };

    public static TheoryData<string, string> Waits
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var wait in s_waits.Keys)
            {
                data.Add("postgres", wait);
                if (wait is not ("query" or "stream")) // SQLite's readers have a pool of their own
                    data.Add("sqlite", wait);
            }

            return data;
        }
    }

    [LoopTheory, MemberData(nameof(Waits))]
    public async Task It_ends_within_100_ms_of_its_cancellation(string kind, string wait)
    {
        await using var db = await Databases.OpenAsync(kind, kind == "postgres" ? "?pool_size=1" : "");
        await db.ExecuteAsync($"CREATE TABLE numbers (n BIGINT)");
        await using (await db.BeginAsync())
            await CheckAsync(db, s_waits[wait]);

        Assert.Equal((0, 0), (db.Statistics.Busy, db.Statistics.Waiting));
        await s_waits[wait](db);
    }

    [LoopFact]
    public async Task A_wait_for_a_connection_that_streams_from_SQLite_ends_alike()
    {
        await using var db = await Databases.OpenAsync("sqlite", "?readers=1");
        await db.ExecuteAsync($"CREATE TABLE numbers (n BIGINT)");
        await foreach (var _ in db.StreamAsync<int>($"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c LIMIT 1000000"))
        {
            await CheckAsync(db, s_waits["stream"]);
            break;
        }

        Assert.Equal((0, 0), (db.Statistics.Busy, db.Statistics.Waiting));
    }

    [LoopFact]
    public async Task A_wait_for_a_thread_that_reads_from_SQLite_ends_alike()
    {
        await using var db = await Databases.OpenAsync("sqlite", "?readers=1");
        await db.ExecuteAsync($"CREATE TABLE numbers (n BIGINT)");
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => (Task)db.QueryAsync<long>($"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"));
            await CheckAsync(db, s_waits["query"]);
            group.Cancel("the test is over");
        });
        Assert.Empty(await db.QueryAsync<int>($"SELECT n FROM numbers")); // the thread is free again
    }

    private static async Task CheckAsync(Database db, Func<Database, Task> wait)
    {
        var deadline = TimeSpan.FromMilliseconds(50);
        var probe = EndAsync(deadline, static async () => await EventLoop.SleepForever());
        var ended = EndAsync(deadline, () => wait(db));
        var late = EventLoop.Current.Clock.GetElapsedTime(await probe, await ended);
        Assert.True(late < s_bound, $"It ended {late.TotalMilliseconds} ms after a timer with the same deadline.");
    }

    /// <returns>The time at which the deadline has ended it.</returns>
    private static async Task<long> EndAsync(TimeSpan deadline, Func<Task> wait)
    {
        Assert.False(await CancelScope.MoveOnAfter(deadline, wait), "It did not wait.");
        return EventLoop.Current.Clock.GetTimestamp();
    }
}
