namespace Rondo.Jobs.Tests;

/// <summary>A worker, which polls nothing for an hour, hears of the jobs of other processes.</summary>
public sealed class NotificationTests
{
    [LoopFact]
    public async Task A_job_of_another_process_is_taken_at_once_and_after_the_listening_connection_broke()
    {
        var url = await Databases.UrlAsync("postgres");
        await using var db = Database.Open(url);
        await using var elsewhere = Database.Open(url);
        var (bench, other) = (await Bench.CreateAsync(db), await Bench.CreateAsync(elsewhere));
        bench.Define("serve", (_, _) => Task.CompletedTask);
        var job = other.Define("serve", (_, _) => Task.CompletedTask);
        await bench.WorkAsync(async () =>
        {
            var process = await ListenerAsync(0);
            await bench.UntilAsync(await job.EnqueueAsync(elsewhere, ""), JobState.Done);
            for (var i = 0; i < 3; i++)
            {
                await elsewhere.ExecuteAsync($"SELECT pg_terminate_backend({process})");
                var missed = await job.EnqueueAsync(elsewhere, ""); // its notification has no listener
                process = await ListenerAsync(process);
                await bench.UntilAsync(missed, JobState.Done);
                await bench.UntilAsync(await job.EnqueueAsync(elsewhere, ""), JobState.Done);
            }
        });

        // Waits for a process that listens, and is not the old one.
        async Task<int> ListenerAsync(int old)
        {
            while (true)
            {
                var found = await elsewhere.QueryAsync<int>(
                    $"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle' AND pid <> {old}");
                if (found.Count > 0)
                    return found[0];
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
            }
        }
    }
}
