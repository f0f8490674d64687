using Rondo.Jobs.Working;

namespace Rondo.Jobs.Tests;

/// <summary>Delays and limits of rate, under the virtual clock.</summary>
public sealed class TimeTests
{
    [LoopTheory(Virtual = true), MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_delayed_job_is_drained_once_its_time_has_come(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db);
        var id = await bench.Define("note", (_, _) => Task.CompletedTask).EnqueueAsync(db, "", new EnqueueOptions { Delay = TimeSpan.FromDays(3) });
        Assert.Equal(0, await bench.Jobs.DrainAsync());
        Assert.Equal(JobState.Scheduled, (await bench.FindAsync(id)).State);
        await EventLoop.Sleep(TimeSpan.FromDays(3));
        Assert.Equal(1, await bench.Jobs.DrainAsync());
        Assert.Equal(JobState.Done, (await bench.FindAsync(id)).State);
    }

    [LoopTheory(Virtual = true), InlineData("sqlite"), InlineData("memory")]
    public async Task No_more_attempts_begin_in_a_period_than_the_rate(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var limits = new QueueOptions { Rate = 3, RatePeriod = TimeSpan.FromMinutes(1) };
        var bench = await Bench.CreateAsync(db, new JobsOptions { Queues = new Dictionary<string, QueueOptions> { ["default"] = limits } });
        var starts = new List<DateTimeOffset>();
        var job = bench.Define("note", (_, _) =>
        {
            starts.Add(EventLoop.Current.Clock.GetUtcNow());
            return Task.CompletedTask;
        });
        for (var i = 0; i < 8; i++)
            await job.EnqueueAsync(db, "");
        await bench.WorkAsync(async () =>
        {
            while (starts.Count < 8)
                await EventLoop.Sleep(TimeSpan.FromSeconds(1));
        });
        for (var i = 3; i < starts.Count; i++)
            Assert.True(starts[i] - starts[i - 3] >= TimeSpan.FromMinutes(1), $"{starts[i]} is within a minute of {starts[i - 3]}");
    }

    [Fact]
    public void Delays_double_up_to_the_longest_and_differ()
    {
        var options = new JobOptions { RetryDelay = TimeSpan.FromSeconds(4), MaxRetryDelay = TimeSpan.FromMinutes(1) };
        var random = new Random(1);
        foreach (var (attempt, seconds) in new[] { (1, 4), (2, 8), (3, 16), (4, 32), (5, 60), (1000, 60) })
            Assert.InRange(Backoff.After(attempt, options, random).TotalSeconds, seconds * 0.75, seconds);
    }
}
