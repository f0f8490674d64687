using System.Diagnostics;

namespace Rondo.Jobs.Tests;

/// <summary>The statements that a job costs its transaction, counted by their spans.</summary>
public sealed class StatementTests
{
    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task Enqueueing_adds_one_statement_to_a_transaction(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var bench = await Bench.CreateAsync(db);
        var job = bench.Define("note", (_, _) => Task.CompletedTask);
        await db.TransactionAsync(tx => job.EnqueueAsync(tx, "first")); // whatever happens once
        var without = await CountAsync(() => db.TransactionAsync(tx => tx.ExecuteAsync($"SELECT 1")));
        var with = await CountAsync(() => db.TransactionAsync(async tx =>
        {
            await tx.ExecuteAsync($"SELECT 1");
            await job.EnqueueAsync(tx, "second");
        }));
        Assert.Equal(1, with - without);
    }

    private static async Task<int> CountAsync(Func<Task> action)
    {
        using var parent = new Activity("the test").Start();
        var (count, trace) = (0, parent.TraceId);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Rondo.Data" or "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => Interlocked.Add(ref count, span.TraceId == trace ? 1 : 0),
        };
        ActivitySource.AddActivityListener(listener);
        await action();
        return count;
    }
}
