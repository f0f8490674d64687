using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Jobs.Tests;

/// <summary>The helpers for tests of apps with jobs.</summary>
public sealed class DrainTests
{
    [LoopTheory(Virtual = true), InlineData("sqlite", true), InlineData("sqlite", false), InlineData("postgres", false)]
    public async Task Jobs_that_are_due_are_drained_whether_the_worker_of_the_app_runs_them_or_not(string kind, bool runsJobs)
    {
        await using var test = await TestDatabase.CreateAsync(kind == "sqlite" ? "sqlite:" : PostgresServer.Shared.Url);
        await using var client = await StartAsync(test.Url, runsJobs);
        var ledger = client.Services.GetRequiredService<BindingLog>();
        using var one = await client.PostAsync("/letters/ann", null);
        using var two = await client.PostAsync("/letters/bob?hours=3", null);
        Assert.Equal(["ann", "bob"], (await client.ListEnqueuedAsync<Letter>("letter")).Select(static job => job.Payload.To));
        Assert.Empty(await client.ListEnqueuedAsync<Letter>("other"));
        Assert.Equal(1, await client.DrainJobsAsync());
        Assert.Equal(["letter to ann"], ledger.Lines);
        Assert.Equal(0, await client.DrainJobsAsync());
        await EventLoop.Sleep(TimeSpan.FromHours(3));
        Assert.Equal(1, await client.Services.DrainJobsAsync());
        Assert.Equal(["letter to ann", "letter to bob"], ledger.Lines);
        Assert.Equal([JobState.Done, JobState.Done], (await client.ListEnqueuedAsync<Letter>("letter")).Select(static job => job.Info.State));
    }

    [LoopTheory(Virtual = true), InlineData("sqlite", true), InlineData("sqlite", false)]
    public async Task A_job_that_fails_fails_the_test_unless_that_is_expected(string kind, bool runsJobs)
    {
        await using var test = await TestDatabase.CreateAsync(kind == "sqlite" ? "sqlite:" : PostgresServer.Shared.Url);
        await using var client = await StartAsync(test.Url, runsJobs);
        using var good = await client.PostAsync("/letters/ann", null);
        using var bad = await client.PostAsync("/letters/bad", null);
        var error = await Assert.ThrowsAsync<JobsFailedException>(() => client.DrainJobsAsync());
        Assert.Equal(
            "1 of 2 attempts failed. If that is expected, call DrainJobsAsync(throwOnFailure: false).\n"
            + "  letter 2, attempt 1 of 20: System.ArithmeticException: bad is no name",
            error.Message);
        Assert.IsType<ArithmeticException>(error.InnerException);
        await EventLoop.Sleep(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await client.DrainJobsAsync(throwOnFailure: false));
        Assert.Equal(0, await client.DrainJobsAsync());
        Assert.Equal(2, (await client.ListEnqueuedAsync<Letter>("letter"))[1].Info.Attempt);
    }

    [LoopFact]
    public async Task An_app_without_jobs_says_so()
    {
        await using var client = await TestClient.StartAsync(RondoApp.Create());
        Assert.Equal(
            "The app has no jobs. Call builder.AddJobs() before it is built.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => client.DrainJobsAsync())).Message);
    }

    private static async Task<TestClient> StartAsync(string url, bool runsJobs)
    {
        var app = RondoApp.Create([], builder => builder.AddDatabase(url).AddJobs(new JobsOptions { RunsJobs = runsJobs }).Services.AddSingleton<BindingLog>());
        var letter = app.Job("letter", (Letter letter, BindingLog log) =>
        {
            if (letter.To == "bad")
                throw new ArithmeticException("bad is no name");
            log.Add($"letter to {letter.To}");
        });
        app.Post("/letters/{to}", (string to, Transaction tx, int hours = 0) =>
            letter.EnqueueAsync(tx, new Letter(to), new EnqueueOptions { Delay = TimeSpan.FromHours(hours) }));
        return await TestClient.StartAsync(app);
    }
}
