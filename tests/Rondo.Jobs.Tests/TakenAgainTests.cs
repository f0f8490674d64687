using Rondo.Sync;

namespace Rondo.Jobs.Tests;

/// <summary>Jobs that a worker takes again while an earlier attempt still runs here: one that does not listen to its cancellation.</summary>
public sealed class TakenAgainTests
{
    public static TheoryData<string, string> All =>
    [
        .. from kind in Databases.Kinds.Select(static row => row.Data)
           from way in new[] { "rescued", "cancelled and retried" }
           select (kind, way),
    ];

    [LoopTheory, MemberData(nameof(All))]
    public async Task The_last_attempt_counts_and_the_worker_goes_on(string kind, string way)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db);
        var (attempts, first, second) = (0, new Event(), new Event());
        var job = bench.Define("serve", async (_, _) =>
        {
            var mine = ++attempts == 1 ? first : second;
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => mine.WaitAsync());
        });
        var other = bench.Define("other", (_, _) => Task.CompletedTask);
        await bench.WorkAsync(async () =>
        {
            var id = await job.EnqueueAsync(db, "");
            await UntilAsync(() => attempts == 1);
            if (way == "rescued") // by another process, while this one was stopped
            {
                await db.ExecuteAsync($"UPDATE rondo_jobs SET state = 'available', worker = NULL, lease_until = NULL WHERE id = {id}");
            }
            else
            {
                Assert.True(await bench.Jobs.CancelAsync(id));
                Assert.True(await bench.Jobs.RetryAsync(id));
            }

            await bench.UntilAsync(await other.EnqueueAsync(db, ""), JobState.Done);
            await UntilAsync(() => attempts == 2);
            first.Set();
            await bench.UntilAsync(await other.EnqueueAsync(db, ""), JobState.Done);
            Assert.Equal(JobState.Running, (await bench.FindAsync(id)).State); // the end of the first attempt is not stored
            second.Set();
            await bench.UntilAsync(id, JobState.Done);
            await bench.UntilAsync(await other.EnqueueAsync(db, ""), JobState.Done);
        });
        Assert.Equal(2, attempts);
    }

    private static Task UntilAsync(Func<bool> isTrue) => CancelScope.FailAfter(TimeSpan.FromMinutes(1), async () =>
    {
        while (!isTrue())
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
    });
}
