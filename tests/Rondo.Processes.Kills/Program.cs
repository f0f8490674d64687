using Rondo;
using Rondo.Processes.Kills;

// Two programs. `hold` starts workers, one of which computes, prints their process ids and waits until it is killed. `soak CALLS
// SEED` makes calls while
// workers are killed at random, and prints what became of them.
EventLoop.Run(async () =>
{
    if (args is ["soak", var calls, var seed])
        return await new Soak(int.Parse(calls), int.Parse(seed)).RunAsync();
    await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 2, Spares = 1 });
    return await TaskGroup.RunAsync(async group =>
    {
        group.Start(() => pool.RunAsync(Functions.ComputeForever));
        while (pool.Statistics is not { Idle: 2, Busy: 1 })
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
        Console.WriteLine(string.Join(' ', Workers.Ids()));
        await EventLoop.Sleep(Timeout.InfiniteTimeSpan);
        return 0;
    });
});
