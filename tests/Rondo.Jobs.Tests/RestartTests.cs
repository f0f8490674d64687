namespace Rondo.Jobs.Tests;

/// <summary>A PostgreSQL server that is restarted, or crashes, while jobs are enqueued and run.</summary>
[Trait("Category", "Slow")]
public sealed class RestartTests
{
    [LoopFact]
    public async Task Every_accepted_job_is_done_although_the_server_was_restarted()
    {
        using var server = PostgresServer.Start();
        await using var db = Database.Open(server.Url);
        var bench = await Bench.CreateAsync(db);
        var (accepted, done) = (new List<long>(), new HashSet<long>());
        var job = bench.Define("serve", async (_, context) =>
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
            done.Add(context.Id);
        });
        await bench.WorkAsync(async () =>
        {
            foreach (var isCrash in new[] { false, true, false, true })
            {
                await EnqueueAsync(job, db, accepted, 50);
                server.Restart(isCrash);
                await EnqueueAsync(job, db, accepted, 50);
            }

            foreach (var id in accepted)
                await bench.UntilAsync(id, JobState.Done);
        });
        Assert.Equal(400, accepted.Count);
        Assert.Subset(done, accepted.ToHashSet());
    }

    /// <summary>Enqueues jobs one by one, and again where the database could not say that it had stored one.</summary>
    private static async Task EnqueueAsync(Job<string> job, Database db, List<long> accepted, int count)
    {
        var goal = accepted.Count + count;
        while (accepted.Count < goal)
        {
            try
            {
                accepted.Add(await job.EnqueueAsync(db, ""));
            }
            catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException)
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
