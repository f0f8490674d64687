using Rondo.Sync;

namespace Rondo.Tests.Sync;

/// <summary>Behaviour after asyncio's Queue, LifoQueue and PriorityQueue.</summary>
public class WorkQueueTests
{
    [LoopFact(Virtual = true)]
    public Task Join_waits_until_every_item_is_done() => TaskGroup.RunAsync(async group =>
    {
        var trace = new Trace();
        var queue = new WorkQueue<int>();
        for (var i = 0; i < 4; i++)
            Assert.True(queue.TryPut(i));
        for (var i = 0; i < 2; i++)
            group.Start(WorkAsync);
        await queue.JoinAsync();
        trace.Add("joined");
        group.Cancel();
        trace.Is("done 0@10 done 1@10 done 2@20 done 3@20 joined@20");

        async Task WorkAsync()
        {
            while (true)
            {
                var item = await queue.TakeAsync();
                await Sleep(10);
                trace.Add($"done {item}");
                queue.TaskDone();
            }
        }
    });

    [LoopFact(Virtual = true)]
    public async Task Join_of_an_empty_queue_does_not_wait()
    {
        await new WorkQueue<int>().JoinAsync();
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), async () =>
        {
            var queue = new WorkQueue<int>();
            await queue.PutAsync(1);
            Assert.Equal(1, await queue.TakeAsync());
            await queue.JoinAsync(); // taken, and not done
        }));
    }

    [LoopTheory(Virtual = true)]
    [InlineData(WorkOrder.FirstInFirstOut, "3 1 2")]
    [InlineData(WorkOrder.LastInFirstOut, "2 1 3")]
    public async Task The_order_is_chosen(WorkOrder order, string expected) => Assert.Equal(expected, await OrderAsync(new WorkQueue<int>(order: order)));

    [LoopFact(Virtual = true)]
    public async Task The_smallest_item_is_taken_first() => Assert.Equal("1 2 3", await OrderAsync(new WorkQueue<int>(Comparer<int>.Default)));

    [LoopFact(Virtual = true)]
    public async Task Equal_items_keep_their_order()
    {
        var queue = new WorkQueue<(int Rank, string Name)>(Comparer<(int Rank, string Name)>.Create(static (left, right) => left.Rank.CompareTo(right.Rank)));
        foreach (var name in "abcdefgh")
            await queue.PutAsync((name % 2, $"{name}"));
        var taken = "";
        while (queue.TryTake(out var item))
            taken += item.Name;
        Assert.Equal("bdfhaceg", taken);
    }

    [LoopFact(Virtual = true)]
    public Task A_full_queue_makes_puts_wait_in_order() => TaskGroup.RunAsync(async group =>
    {
        var trace = new Trace();
        var queue = new WorkQueue<int>(1);
        await queue.PutAsync(0);
        Assert.False(queue.TryPut(9));
        group.Start(() => trace.Note("put 1", () => queue.PutAsync(1).AsTask()));
        group.Start(() => trace.Note("put 2", () => queue.PutAsync(2).AsTask()));
        Assert.Equal(new WorkQueueStatistics(1, 1, 1, 2, 0, 0), queue.Statistics);
        await Sleep(10);
        Assert.Equal(0, await queue.TakeAsync());
        await Sleep(10);
        Assert.Equal((1, 2), (await queue.TakeAsync(), await queue.TakeAsync()));
        trace.Is("put 1@10 put 2@20");
    });

    [LoopFact(Virtual = true)]
    public Task Cancelled_waits_put_and_take_nothing() => TaskGroup.RunAsync(async group =>
    {
        var queue = new WorkQueue<int>(1);
        Assert.Equal(-1, await CancelScope.MoveOnAfter(Ms(10), queue.TakeAsync, otherwise: -1));
        await queue.PutAsync(1);
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), () => queue.PutAsync(2)));
        Assert.Equal((1, 1), (queue.Count, queue.Unfinished));
        Assert.Equal(1, await queue.TakeAsync());
        Assert.False(queue.TryTake(out _));
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await Canceled(async () => await queue.PutAsync(3));
            await Canceled(async () => await queue.TakeAsync());
            await Canceled(async () => await queue.JoinAsync());
        });
    });

    [LoopFact(Virtual = true)]
    public async Task Misuse_is_named()
    {
        var queue = new WorkQueue<int>();
        Misuse("WorkQueue.TaskDone was called more often than items were put. Call it once for each item that was taken.", queue.TaskDone);
        await queue.PutAsync(1);
        queue.TaskDone();
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkQueue<int>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkQueue<int>(order: (WorkOrder)7));
        Assert.Throws<ArgumentNullException>(() => new WorkQueue<int>(priority: null!));
    }

    private static async Task<string> OrderAsync(WorkQueue<int> queue)
    {
        foreach (var item in new[] { 3, 1, 2 })
            await queue.PutAsync(item);
        return $"{await queue.TakeAsync()} {await queue.TakeAsync()} {await queue.TakeAsync()}";
    }
}
