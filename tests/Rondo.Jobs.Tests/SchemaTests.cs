namespace Rondo.Jobs.Tests;

/// <summary>The table of jobs of an earlier version of the program.</summary>
public sealed class SchemaTests
{
    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_table_of_the_first_version_is_brought_up_to_date_with_its_jobs(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var ran = 0;
        var before = await Bench.CreateAsync(db);
        var id = await before.Define("note", (_, _) => Task.CompletedTask).EnqueueAsync(db, "old");
        await db.ExecuteAsync($"ALTER TABLE rondo_jobs DROP COLUMN trace_parent");
        await db.ExecuteAsync($"ALTER TABLE rondo_jobs DROP COLUMN trace_state");
        await db.ExecuteAsync($"DROP TABLE rondo_job_starts");
        await db.ExecuteAsync($"DELETE FROM rondo_jobs_version WHERE version > 1");

        var after = await Bench.CreateAsync(db);
        var job = after.Define("note", (_, _) => Task.FromResult(ran++));
        await job.EnqueueAsync(db, "new");
        Assert.Equal(2, await after.Jobs.DrainAsync());
        Assert.Equal((2, JobState.Done), (ran, (await after.FindAsync(id)).State));
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_table_of_a_later_version_is_refused(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        await Bench.CreateAsync(db);
        await db.ExecuteAsync($"INSERT INTO rondo_jobs_version VALUES (1000)");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Bench.CreateAsync(db));
        Assert.Equal("The table rondo_jobs has version 1000, and this program knows 3. Start the newer version of the program.", error.Message);
    }
}
