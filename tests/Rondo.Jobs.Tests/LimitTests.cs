using Rondo.Sync;

namespace Rondo.Jobs.Tests;

/// <summary>Limits of a job that hold over all processes; each bench stands for one, with connections of its own.</summary>
public sealed class LimitTests
{
    [LoopTheory, InlineData("sqlite"), InlineData("postgres")]
    public async Task No_more_attempts_run_at_the_same_time_than_the_limit(string kind)
    {
        var url = await Databases.UrlAsync(kind);
        await using var one = Database.Open(url);
        await using var other = Database.Open(url);
        var benches = new[] { await Bench.CreateAsync(one), await Bench.CreateAsync(other) };
        var (running, most, ended) = (0, 0, new Event());
        var count = 0;
        var jobs = benches.Select(bench => bench.Define(
            "export",
            async (_, _) =>
            {
                most = Math.Max(most, ++running);
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
                running--;
                if (++count == 30)
                    ended.Set();
            },
            new JobOptions { Concurrency = 3 })).ToArray();
        for (var i = 0; i < 30; i++)
            await jobs[0].EnqueueAsync(one, "");
        await benches[0].WorkAsync(() => benches[1].WorkAsync(async () => await ended.WaitAsync()));
        Assert.Equal((30, 3), (count, most));
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres")]
    public async Task No_more_attempts_begin_in_a_period_than_the_rate(string kind)
    {
        var url = await Databases.UrlAsync(kind);
        await using var one = Database.Open(url);
        await using var other = Database.Open(url);
        var clock = new SettableClock { Now = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero) };
        var benches = new[] { await CreateAsync(one), await CreateAsync(other) };
        var count = 0;
        var options = new JobOptions { Rate = 3, RatePeriod = TimeSpan.FromMinutes(1) };
        var jobs = benches.Select(bench => bench.Define("mail", (_, _) => Task.FromResult(++count), options)).ToArray();
        var marks = benches.Select((bench, i) => bench.Define($"mark {i}", (_, _) => Task.CompletedTask)).ToArray();
        for (var i = 0; i < 8; i++)
            await jobs[i % 2].EnqueueAsync(one, "");
        await benches[0].WorkAsync(() => benches[1].WorkAsync(async () =>
        {
            foreach (var expected in new[] { 3, 3, 6, 8 })
            {
                for (var i = 0; i < 2; i++) // each worker looks
                    await benches[i].UntilAsync(await marks[i].EnqueueAsync(i == 0 ? one : other, ""), JobState.Done);
                Assert.Equal(expected, count);
                clock.Now += TimeSpan.FromSeconds(expected == 3 && clock.Now.Minute == 0 && clock.Now.Second == 0 ? 59 : 60);
            }
        }));

        Task<Bench> CreateAsync(Database database) => Bench.CreateAsync(database, new JobsOptions { Clock = clock });
    }

    [LoopFact]
    public async Task A_process_that_waits_for_the_limit_is_woken_when_another_one_ends_its_attempt()
    {
        var url = await Databases.UrlAsync("postgres");
        await using var one = Database.Open(url);
        await using var other = Database.Open(url);
        var (stopping, waiting) = (await Bench.CreateAsync(one), await Bench.CreateAsync(other));
        var (begun, may, options) = (new Event(), new Event(), new JobOptions { Concurrency = 1 });
        var job = stopping.Define(
            "export",
            async (_, _) =>
            {
                begun.Set();
                await may.WaitAsync();
            },
            options);
        waiting.Define("export", (_, _) => Task.CompletedTask, options);
        var second = 0L;
        await TaskGroup.RunAsync(async group =>
        {
            await stopping.WorkAsync(async () =>
            {
                await job.EnqueueAsync(one, "");
                await begun.WaitAsync();
                second = await job.EnqueueAsync(one, "");
                group.Start(() => waiting.WorkAsync(() => waiting.UntilAsync(second, JobState.Done)));
                group.Start(async () =>
                {
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(300)); // the first worker stops meanwhile, and takes no more
                    Assert.Equal(JobState.Available, (await waiting.FindAsync(second)).State);
                    may.Set();
                });
            });
        });
        Assert.Equal(JobState.Done, (await waiting.FindAsync(second)).State);
    }

    private sealed class SettableClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
