using System.Diagnostics;
using Rondo.Jobs.Kills;

namespace Rondo.Jobs.Tests;

/// <summary>Three processes with the same schedule and the same limited job, one of which is killed and replaced.</summary>
[Trait("Category", "Slow")]
public sealed class CrowdTests(ITestOutputHelper output)
{
    private const int Jobs = 150;

    [LoopFact(Drivers = "epoll", HangSeconds = 180)]
    public async Task A_schedule_fires_once_and_a_limit_holds_over_three_processes_of_which_one_is_killed()
    {
        var url = await Databases.UrlAsync("postgres");
        await using var db = Database.Open(url);
        var crowd = new Crowd(db, "the test"); // only enqueues
        await crowd.StartAsync();
        var processes = Enumerable.Range(0, 3).Select(i => Start(url, $"{i}")).ToList();
        try
        {
            for (var i = 0; i < Jobs; i++)
                await crowd.Limited.EnqueueAsync(db, i);
            await UntilAsync(db, minutes: 3, Jobs / 3);
            processes[0].Kill(); // SIGKILL
            await processes[0].WaitForExitAsync(CancelScope.CurrentToken);
            processes.Add(Start(url, "3"));
            await UntilAsync(db, minutes: 8, Jobs);
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill();
                process.Dispose();
            }
        }

        var inside =
            await db.QueryAsync<(long Most, string Process)>($"SELECT max(n), process FROM inside GROUP BY process ORDER BY process");
        output.WriteLine(string.Join("; ", inside.Select(static each => $"process {each.Process}: at most {each.Most} at a time")));
        Assert.All(inside, static each => Assert.InRange(each.Most, 1, Crowd.Limit));
        // An occurrence is one job. Two jobs of the same minute would be an occurrence that fired twice.
        Assert.Equal(0, await db.ScalarAsync<int>(
            $"SELECT count(*) FROM (SELECT run_at FROM rondo_jobs WHERE name = 'tick' GROUP BY run_at HAVING count(*) > 1) AS twice"));
        Assert.Equal(0, await db.ScalarAsync<int>(
            $"SELECT count(*) FROM (SELECT job_id FROM ticks GROUP BY job_id HAVING count(*) > 1) AS twice WHERE job_id NOT "
                + $"IN (SELECT id FROM rondo_jobs WHERE attempt > 1)"));
    }

    /// <summary>Waits until so many occurrences and limited jobs are done.</summary>
    private static async Task UntilAsync(Database db, int minutes, int jobs)
    {
        while (await db.ScalarAsync<long>($"SELECT count(DISTINCT job_id) FROM ticks") < minutes
            || await db.ScalarAsync<long>($"SELECT count(*) FROM rondo_jobs WHERE name = 'limited' AND state = 'done'") < jobs)
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(50));
            await db.ExecuteAsync($"SELECT pg_notify('rondo_jobs', '')"); // the workers' timers do not know that their clock is fast
        }
    }

    private static Process Start(string url, string name) => Process.Start("dotnet", [typeof(Crowd).Assembly.Location, url, "0", name]);
}
