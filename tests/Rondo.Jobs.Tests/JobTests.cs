namespace Rondo.Jobs.Tests;

/// <summary>Jobs and how they end, on each kind of database.</summary>
public sealed class JobTests
{
    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_job_exists_if_and_only_if_its_transaction_is_committed(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var (bench, ran) = (await Bench.CreateAsync(db), new List<string>());
        var job = bench.Define("note", (text, _) => Add(ran, text));
        await Assert.ThrowsAsync<ArithmeticException>(() => db.TransactionAsync(async tx =>
        {
            await job.EnqueueAsync(tx, "rolled back");
            throw new ArithmeticException();
        }));
        var id = await db.TransactionAsync(tx => job.EnqueueAsync(tx, "committed"));
        Assert.Equal(1, await bench.Jobs.DrainAsync());
        Assert.Equal(["committed"], ran);
        Assert.Equal(JobState.Done, (await bench.FindAsync(id)).State);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_worker_is_woken_by_a_commit(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db);
        var job = bench.Define("note", (_, _) => Task.CompletedTask);
        await bench.WorkAsync(async () =>
        {
            for (var i = 0; i < 5; i++)
                await bench.UntilAsync(await db.TransactionAsync(tx => job.EnqueueAsync(tx, "text")), JobState.Done);
        });
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_job_that_fails_runs_again_and_is_dead_in_the_end_and_can_be_retried(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var (bench, attempts, isMended) = (await Bench.CreateAsync(db), new List<string>(), false);
        var job = bench.Define("fail", (_, context) =>
        {
            attempts.Add($"{context.Attempt} of {context.MaxAttempts}");
            return isMended ? Task.CompletedTask : throw new ArithmeticException("broken");
        });
        var id = await job.EnqueueAsync(db, "", new EnqueueOptions { MaxAttempts = 3 });
        await bench.Jobs.DrainAsync();
        Assert.Equal(["1 of 3", "2 of 3", "3 of 3"], attempts);
        var dead = Assert.Single(await bench.Jobs.ListAsync(JobState.Dead));
        Assert.StartsWith("System.ArithmeticException: broken", dead.Error, StringComparison.Ordinal);
        isMended = true;
        Assert.True(await bench.Jobs.RetryAsync(id));
        Assert.False(await bench.Jobs.RetryAsync(id));
        await bench.Jobs.DrainAsync();
        Assert.Equal((JobState.Done, 1), ((await bench.FindAsync(id)).State, (await bench.FindAsync(id)).Attempt));
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_job_whose_unique_key_is_taken_is_not_retried(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var (bench, isMended) = (await Bench.CreateAsync(db), false);
        var job = bench.Define("fail", (_, _) => isMended ? Task.CompletedTask : throw new ArithmeticException("broken"));
        var options = new EnqueueOptions { UniqueKey = "one", MaxAttempts = 1 };
        var dead = await job.EnqueueAsync(db, "", options);
        await bench.Jobs.DrainAsync();
        var other = await job.EnqueueAsync(db, "", options);
        Assert.NotEqual(dead, other);
        Assert.False(await bench.Jobs.RetryAsync(dead));
        Assert.Equal(JobState.Dead, (await bench.FindAsync(dead)).State);
        isMended = true;
        await bench.Jobs.DrainAsync();
        Assert.True(await bench.Jobs.RetryAsync(dead));
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task Larger_priorities_run_first_and_equal_ones_in_order(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var (bench, ran) = (await Bench.CreateAsync(db, new JobsOptions { Queues = One() }), new List<string>());
        var job = bench.Define("note", (text, _) => Add(ran, text));
        foreach (var (text, priority) in new[] { ("a", 0), ("b", 5), ("c", 0), ("d", -1), ("e", 5) })
            await job.EnqueueAsync(db, text, new EnqueueOptions { Priority = priority });
        await bench.Jobs.DrainAsync();
        Assert.Equal(["b", "e", "a", "c", "d"], ran);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_unique_key_is_stored_once_until_its_job_has_ended(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var (bench, ran) = (await Bench.CreateAsync(db), new List<string>());
        var job = bench.Define("note", (text, _) => Add(ran, text));
        var unique = new EnqueueOptions { UniqueKey = "k" };
        var first = await job.EnqueueAsync(db, "first", unique);
        Assert.Equal(first, await job.EnqueueAsync(db, "second", unique));
        await bench.Jobs.DrainAsync();
        Assert.NotEqual(first, await job.EnqueueAsync(db, "third", unique));
        await bench.Jobs.DrainAsync();
        Assert.Equal(["first", "third"], ran);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_job_is_cancelled_while_it_waits_and_while_it_runs(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var (bench, wasCancelled) = (await Bench.CreateAsync(db), false);
        var job = bench.Define("sleep", async (_, _) =>
        {
            try
            {
                await EventLoop.SleepForever();
            }
            finally
            {
                wasCancelled = true;
            }
        });
        var waiting = await job.EnqueueAsync(db, "", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        Assert.True(await bench.Jobs.CancelAsync(waiting));
        Assert.False(await bench.Jobs.CancelAsync(waiting));
        await bench.WorkAsync(async () =>
        {
            var running = await job.EnqueueAsync(db, "");
            await bench.UntilAsync(running, JobState.Running);
            Assert.True(await bench.Jobs.CancelAsync(running));
            while (!wasCancelled)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.Equal(JobState.Cancelled, (await bench.FindAsync(running)).State);
        });
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task An_attempt_that_takes_too_long_has_failed(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db);
        var job = bench.Define("slow", async (_, _) => await EventLoop.SleepForever(), new JobOptions { Timeout = TimeSpan.FromMilliseconds(10), MaxAttempts = 1 });
        var id = await job.EnqueueAsync(db, "");
        await bench.Jobs.DrainAsync();
        var dead = await bench.FindAsync(id);
        Assert.Equal(JobState.Dead, dead.State);
        Assert.StartsWith("System.TimeoutException", dead.Error, StringComparison.Ordinal);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task No_more_jobs_of_a_queue_run_than_its_limit(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db, new JobsOptions { Queues = new Dictionary<string, QueueOptions> { ["default"] = new() { Concurrency = 2 } } });
        var (running, most) = (0, 0);
        var job = bench.Define("sleep", async (_, _) =>
        {
            most = Math.Max(most, ++running);
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
            running--;
        });
        var last = 0L;
        for (var i = 0; i < 10; i++)
            last = await job.EnqueueAsync(db, "");
        await bench.WorkAsync(() => bench.UntilAsync(last, JobState.Done));
        Assert.Equal(2, most);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_shutdown_interrupts_after_the_grace_and_the_attempt_does_not_count(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db, new JobsOptions { GracePeriod = TimeSpan.FromMilliseconds(200) });
        var sleep = bench.Define("sleep", async (_, _) => await EventLoop.SleepForever());
        var quick = bench.Define("quick", async (_, _) => await EventLoop.Sleep(TimeSpan.FromMilliseconds(20)));
        var (slow, fast) = (0L, 0L);
        await bench.WorkAsync(async () =>
        {
            (slow, fast) = (await sleep.EnqueueAsync(db, ""), await quick.EnqueueAsync(db, ""));
            await bench.UntilAsync(slow, JobState.Running);
            await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => bench.UntilAsync(fast, JobState.Running));
        });
        var interrupted = await bench.FindAsync(slow);
        Assert.Equal((JobState.Available, 0), (interrupted.State, interrupted.Attempt));
        Assert.Equal(JobState.Done, (await bench.FindAsync(fast)).State);
    }

    private static Dictionary<string, QueueOptions> One() => new() { ["default"] = new QueueOptions { Concurrency = 1 } };

    private static Task Add(List<string> ran, string text)
    {
        ran.Add(text);
        return Task.CompletedTask;
    }
}
