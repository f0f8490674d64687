using Rondo.Sync;

namespace Rondo.Tests.Oracle;

public sealed partial class OracleTests
{
    [LoopFact(Virtual = true)]
    public Task Gather_returns_exceptions_in_order() => Same(async t =>
    {
        var outcomes = await Gather.OutcomesAsync(() => After(30, "a"), () => After(10, "b"), () => After(20, "c"));
        t.Add(string.Join(' ', outcomes.Select(static outcome => outcome.IsSuccess ? outcome.Value : "failed")));

        static async Task<string> After(int milliseconds, string name)
        {
            await Sleep(milliseconds);
            return name == "b" ? throw new TestFailure("b") : name;
        }
    });

    [LoopFact(Virtual = true)]
    public Task Gather_as_completed() => Same(async t =>
    {
        await foreach (var name in Gather.AsCompletedAsync(() => After(30, "a"), () => After(10, "b"), () => After(20, "c")))
            t.Add(name);

        static async Task<string> After(int milliseconds, string name)
        {
            await Sleep(milliseconds);
            return name;
        }
    });

    [LoopFact(Virtual = true)]
    public Task Gather_first_completed() => Same(async t =>
    {
        await Gather.FirstAsync(() => t.Note("a", () => Sleep(30)), () => t.Note("b", () => Sleep(10)), () => t.Note("c", () => Sleep(20)));
        t.Add("first");
    });

    [LoopFact(Virtual = true)]
    public Task Queue_join_waits_until_every_item_is_done() => Same(t => TaskGroup.RunAsync(async group =>
    {
        var queue = new WorkQueue<int>();
        for (var i = 0; i < 5; i++)
            queue.TryPut(i);
        for (var i = 0; i < 2; i++)
            group.Start(WorkAsync);
        await queue.JoinAsync();
        t.Add("joined");
        group.Cancel();

        async Task WorkAsync()
        {
            while (true)
            {
                var item = await queue.TakeAsync();
                await Sleep(10);
                t.Add($"done {item}");
                queue.TaskDone();
            }
        }
    }));

    [LoopFact(Virtual = true)]
    public Task Queue_orders() => Same(async t =>
    {
        foreach (var queue in new[] { new WorkQueue<int>(), new WorkQueue<int>(order: WorkOrder.LastInFirstOut), new WorkQueue<int>(Comparer<int>.Default) })
        {
            foreach (var item in new[] { 3, 1, 2 })
                await queue.PutAsync(item);
            while (queue.TryTake(out var item))
                t.Add($"got {item}");
        }
    });
}
