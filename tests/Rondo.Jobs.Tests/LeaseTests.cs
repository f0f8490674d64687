using Rondo.Jobs.Definitions;

namespace Rondo.Jobs.Tests;

/// <summary>Jobs whose process vanished or was late, clocks that are set back, and schedules of several processes.</summary>
public sealed class LeaseTests
{
    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_job_whose_lease_has_passed_is_rescued_and_its_late_end_is_not_stored(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var (late, other) = (await Bench.CreateAsync(db), await Bench.CreateAsync(db));
        var ids = new List<long>();
        var job = late.Define("serve", async (_, context) =>
        {
            ids.Add(context.Id);
            await db.ExecuteAsync($"UPDATE rondo_jobs SET lease_until = 1"); // as if it were not renewed
            await other.Jobs.DrainAsync();
        });
        other.Define("serve", (_, context) =>
        {
            ids.Add(context.Id);
            return Task.CompletedTask;
        });
        var id = await job.EnqueueAsync(db, "");
        await late.Jobs.DrainAsync();
        Assert.Equal([id, id], ids);
        var stored = await late.FindAsync(id);
        Assert.Equal((JobState.Done, 2), (stored.State, stored.Attempt));
    }

    /// <summary>The connection is lost after the database has given the job to the worker, and before the worker hears of it.</summary>
    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_job_that_was_given_to_a_worker_without_its_knowledge_is_rescued_by_that_worker(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db, new JobsOptions { Lease = TimeSpan.FromMilliseconds(300), GracePeriod = TimeSpan.Zero });
        var begun = new Rondo.Sync.Event();
        var other = bench.Define("other", async (_, _) =>
        {
            begun.Set();
            await EventLoop.SleepForever(); // so that the worker renews its leases
        });
        var job = bench.Define("serve", (_, _) => Task.CompletedTask);
        await bench.WorkAsync(async () =>
        {
            var id = await job.EnqueueAsync(db, "", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
            await other.EnqueueAsync(db, "");
            await begun.WaitAsync();
            await db.ExecuteAsync($"""
                UPDATE rondo_jobs SET state = 'running', attempt = 1, lease_ms = 300,
                    worker = (SELECT worker FROM rondo_jobs WHERE name = 'other'),
                    lease_until = (SELECT lease_until FROM rondo_jobs WHERE name = 'other') WHERE id = {id}
                """);
            await job.EnqueueAsync(db, ""); // wakes the worker
            await CancelScope.FailAfter(TimeSpan.FromSeconds(20), () => bench.UntilAsync(id, JobState.Done));
        });
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_job_that_ends_its_process_at_each_attempt_is_dead_in_the_end(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db);
        var id = await bench.Define("serve", (_, _) => Task.CompletedTask).EnqueueAsync(db, "");
        await db.ExecuteAsync($"UPDATE rondo_jobs SET state = 'running', attempt = max_attempts, worker = 'gone', lease_ms = 1000, lease_until = 1");
        await bench.Jobs.DrainAsync();
        var dead = await bench.FindAsync(id);
        Assert.Equal(JobState.Dead, dead.State);
        Assert.Equal("The process that ran the job vanished, or did not renew its lease in time.", dead.Error);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_clock_that_is_set_back_delays_no_job_that_could_run_and_no_rescue(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var clock = new SettableClock { Now = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero) };
        var bench = await Bench.CreateAsync(db, new JobsOptions { Clock = clock, Lease = TimeSpan.FromMilliseconds(300) });
        var job = bench.Define("serve", (_, _) => Task.CompletedTask);
        var waiting = await job.EnqueueAsync(db, "");
        var vanished = await job.EnqueueAsync(db, "");
        var until = clock.Now.ToUnixTimeMilliseconds() + 300;
        await db.ExecuteAsync($"UPDATE rondo_jobs SET state = 'running', attempt = 1, worker = 'gone', lease_ms = 300, lease_until = {until} WHERE id = {vanished}");
        clock.Now -= TimeSpan.FromHours(5);
        clock.Step = TimeSpan.FromMilliseconds(1);
        await bench.Jobs.DrainAsync();
        Assert.Equal(JobState.Done, (await bench.FindAsync(waiting)).State);
        Assert.Equal((JobState.Done, 2), ((await bench.FindAsync(vanished)).State, (await bench.FindAsync(vanished)).Attempt));
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_schedule_fires_once_for_all_processes(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var clock = new SettableClock { Now = new DateTimeOffset(2026, 6, 1, 2, 59, 0, TimeSpan.Zero) };
        var runs = new List<DateTimeOffset>();
        var benches = new[] { await NightlyAsync(), await NightlyAsync() };
        foreach (var (minutes, expected) in new[] { (0, 0), (2, 1), (5, 1), (24 * 60, 2), (-60, 2), (3 * 24 * 60, 3) })
        {
            clock.Now += TimeSpan.FromMinutes(minutes);
            await TaskGroup.RunAsync(group =>
            {
                foreach (var bench in benches)
                    group.Start(bench.Jobs.DrainAsync);
            });
            Assert.Equal(expected, runs.Count);
        }

        async Task<Bench> NightlyAsync()
        {
            var bench = await Bench.CreateAsync(db, new JobsOptions { Clock = clock });
            bench.Jobs.Add(new JobDefinition("nightly", new JobOptions(), (_, _) => Record(), new CronSchedule("nightly", "0 3 * * *", TimeZoneInfo.Utc)));
            return bench;
        }

        Task Record()
        {
            runs.Add(clock.Now);
            return Task.CompletedTask;
        }
    }

    [LoopFact]
    public async Task Connections_that_break_lose_no_job()
    {
        await using var db = await Databases.OpenAsync("postgres");
        await using var admin = Database.Open(PostgresServer.Shared.Url);
        var name = await db.ScalarAsync<string>($"SELECT current_database()::text");
        var bench = await Bench.CreateAsync(db, new JobsOptions { Lease = TimeSpan.FromSeconds(1) });
        var job = bench.Define("serve", async (_, _) => await EventLoop.Sleep(TimeSpan.FromMilliseconds(2)));
        var ids = new List<long>();
        var ended = 0;
        await bench.WorkAsync(async () =>
        {
            while (ids.Count < 30)
            {
                // Once each time: a connection that the worker has opened since would be ended before it can serve.
                if (ids.Count >= ended + 5)
                {
                    ended = ids.Count + 5;
                    await admin.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {name}");
                }

                try
                {
                    ids.Add(await db.TransactionAsync(tx => job.EnqueueAsync(tx, "")));
                }
                catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException)
                {
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(5)); // not accepted
                }
            }

            foreach (var id in ids)
                await bench.UntilAsync(id, JobState.Done);
        });
    }

    private sealed class SettableClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        /// <summary>Gets or sets the time that passes at each look.</summary>
        internal TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => Now += Step;
    }
}
