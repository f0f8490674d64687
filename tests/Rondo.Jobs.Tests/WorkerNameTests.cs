using System.Diagnostics;
using Rondo.Jobs.Storage;

namespace Rondo.Jobs.Tests;

/// <summary>Jobs of a process that ran on this machine and is gone begin again at once, where the database is a file.</summary>
public sealed class WorkerNameTests
{
    [Fact]
    public void A_worker_of_this_process_lives_and_one_of_an_earlier_process_of_its_number_does_not()
    {
        var name = WorkerName.New();
        Assert.False(WorkerName.HasEnded(name));
        Assert.True(WorkerName.HasEnded($"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}/1"));
    }

    [Fact]
    public async Task A_worker_has_ended_with_its_process()
    {
        using var process = Process.Start("sleep", "60");
        var name = $"{Environment.MachineName}/{process.Id}/{Guid.NewGuid():N}/1";
        Assert.False(WorkerName.HasEnded(name));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(WorkerName.HasEnded(name));
    }

    [Theory, InlineData("gone"), InlineData("elsewhere/1/0/1"), InlineData("a/b/c/d"), InlineData("")]
    public void A_name_that_says_nothing_is_no_proof(string name) => Assert.False(WorkerName.HasEnded(name));

    [LoopTheory, InlineData("sqlite", JobState.Done), InlineData("memory", JobState.Done), InlineData("postgres", JobState.Running)]
    public async Task The_job_of_a_process_that_is_gone_begins_again_at_once(string kind, JobState state)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db);
        var job = bench.Define("serve", (_, _) => Task.CompletedTask);
        var left = await job.EnqueueAsync(db, "");
        var until = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds();
        var worker = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}/1";
        await db.ExecuteAsync($"UPDATE rondo_jobs SET state = 'running', attempt = 1, worker = {worker}, lease_ms = 3600000, lease_until = {until} WHERE id = {left}");
        var other = await job.EnqueueAsync(db, "");
        await bench.WorkAsync(() => bench.UntilAsync(other, JobState.Done));
        Assert.Equal(state, (await bench.FindAsync(left)).State);
    }
}
