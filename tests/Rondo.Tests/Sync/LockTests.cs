using Rondo.Sync;
using Lock = Rondo.Sync.Lock;

namespace Rondo.Tests.Sync;

public class LockTests
{
    [LoopFact(Virtual = true)]
    public async Task One_holder_at_a_time_first_come_first_served()
    {
        var trace = new Trace();
        var gate = new Lock();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var name in "abc")
            {
                group.Start(async () =>
                {
                    using (await gate.AcquireAsync())
                    {
                        trace.Add($"{name} in");
                        await Sleep(10);
                        trace.Add($"{name} out");
                    }
                });
            }

            return Task.CompletedTask;
        });
        trace.Is("a in@0 a out@10 b in@10 b out@20 c in@20 c out@30");
    }

    [LoopFact(Virtual = true)]
    public async Task A_free_lock_is_taken_without_suspending()
    {
        var gate = new Lock();
        var acquire = gate.AcquireAsync();
        Assert.True(acquire.IsCompletedSuccessfully);
        (await acquire).Dispose();
        Assert.False(gate.IsHeld);
    }

    [LoopFact(Virtual = true)]
    public async Task Releasing_and_asking_again_queues_behind_those_that_wait()
    {
        var trace = new Trace();
        var gate = new Lock();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var name in "ab")
            {
                group.Start(async () =>
                {
                    for (var i = 0; i < 3; i++)
                    {
                        using (await gate.AcquireAsync())
                            trace.Add($"{name}");
                    }
                });
            }

            group.Start(async () =>
            {
                using var guard = await gate.AcquireAsync();
                trace.Add("c");
            });
            return Task.CompletedTask;
        });
        // Nobody waits while a runs alone: it suspends nowhere.
        trace.Is("a@0 a@0 a@0 b@0 b@0 b@0 c@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Under_contention_the_lock_goes_round()
    {
        var trace = new Trace();
        var gate = new Lock();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var name in "abc")
            {
                group.Start(async () =>
                {
                    for (var i = 0; i < 3; i++)
                    {
                        using (await gate.AcquireAsync())
                        {
                            await EventLoop.Yield();
                            trace.Add($"{name}");
                        }
                    }
                });
            }

            return Task.CompletedTask;
        });
        trace.Is("a@0 b@0 c@0 a@0 b@0 c@0 a@0 b@0 c@0");
    }

    [LoopFact(Virtual = true)]
    public async Task It_is_handed_over_so_that_nobody_slips_in()
    {
        var trace = new Trace();
        var gate = new Lock();
        var first = await gate.AcquireAsync();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                using var guard = await gate.AcquireAsync();
                trace.Add("waiter");
            });
            first.Dispose();
            Assert.True(gate.IsHeld);
            Assert.False(gate.TryAcquire(out _));
            return Task.CompletedTask;
        });
        trace.Is("waiter@0");
    }

    [LoopFact(Virtual = true)]
    public async Task TryAcquire_takes_a_free_lock_only()
    {
        var gate = new Lock();
        Assert.True(gate.TryAcquire(out var guard));
        Assert.False(gate.TryAcquire(out _));
        guard.Dispose();
        Assert.True(gate.TryAcquire(out guard));
        guard.Dispose();
        await Sleep(0);
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_waiter_leaves_and_the_next_one_gets_it()
    {
        var trace = new Trace();
        var gate = new Lock();
        var first = await gate.AcquireAsync();
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => CancelScope.MoveOnAfter(Ms(5), () => trace.Note("a", async () => (await gate.AcquireAsync()).Dispose())));
            group.Start(() => trace.Note("b", async () => (await gate.AcquireAsync()).Dispose()));
            await Sleep(10);
            first.Dispose();
        });
        trace.Is("a!canceled@5 b@10");
        Assert.False(gate.IsHeld);
    }

    [LoopFact(Virtual = true)]
    public async Task A_waiter_that_was_handed_the_lock_has_it_even_if_cancelled()
    {
        var trace = new Trace();
        var gate = new Lock();
        var first = await gate.AcquireAsync();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                using var guard = await gate.AcquireAsync();
                trace.Add("has it");
                await trace.Note("next wait", Forever);
            });
            first.Dispose();
            group.Cancel();
            return Task.CompletedTask;
        });
        trace.Is("has it@0 next wait!canceled@0");
        Assert.False(gate.IsHeld);
    }

    [LoopFact(Virtual = true)]
    public Task Acquiring_is_a_cancellation_point_even_if_it_is_free() => CancelScope.RunAsync(async scope =>
    {
        var gate = new Lock();
        scope.Cancel();
        await Canceled(async () => await gate.AcquireAsync());
        Assert.False(gate.IsHeld);
    });

    [LoopFact(Virtual = true)]
    public async Task A_failure_releases_it()
    {
        var gate = new Lock();
        await Fails(async () =>
        {
            using var guard = await gate.AcquireAsync();
            await Fail("inside", after: 1);
        });
        Assert.False(gate.IsHeld);
    }

    [LoopFact(Virtual = true)]
    public async Task Releasing_twice_is_refused()
    {
        var gate = new Lock();
        var guard = await gate.AcquireAsync();
        guard.Dispose();
        Misuse(
            "Guard.Dispose was called with a guard that does not hold the lock: it was taken by Releasing_twice_is_refused and released before. The lock is free now. Dispose a guard once.",
            guard.Dispose);
    }

    [LoopFact(Virtual = true)]
    public async Task An_old_guard_does_not_release_the_new_holder()
    {
        var gate = new Lock();
        var old = await gate.AcquireAsync("first");
        old.Dispose();
        using var current = await gate.AcquireAsync("second");
        Misuse(
            "Guard.Dispose was called with a guard that does not hold the lock: it was taken by first and released before. The lock is held by second now. Dispose a guard once.",
            old.Dispose);
        Assert.True(gate.IsHeld);
    }

    [LoopFact(Virtual = true)]
    public Task An_empty_guard_is_refused()
    {
        Misuse("An empty Lock.Guard was disposed: use the one that AcquireAsync returned.", () => default(Lock.Guard).Dispose());
        return Task.CompletedTask;
    }

    [LoopFact(Virtual = true)]
    public async Task Statistics_name_the_holder()
    {
        var gate = new Lock();
        Assert.Equal(new LockStatistics(false, null, 0), gate.Statistics);
        var guard = await gate.AcquireAsync();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () => (await gate.AcquireAsync()).Dispose());
            Assert.Equal(new LockStatistics(true, nameof(Statistics_name_the_holder), 1), gate.Statistics);
            guard.Dispose();
            return Task.CompletedTask;
        });
    }

    [LoopFact(Virtual = true)]
    public async Task Another_thread_is_refused()
    {
        var gate = new Lock();
        using var guard = await gate.AcquireAsync();
        var error = await Task.Run(() => Record.Exception(() => gate.TryAcquire(out _)));
        Assert.StartsWith("This Lock belongs to the loop 'test', and TryAcquire was called on thread '.NET TP Worker', which runs no loop.", error!.Message, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Asking_again_while_holding_it_waits_for_ever()
    {
        var gate = new Lock();
        using var guard = await gate.AcquireAsync();
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromHours(1), async () => { await gate.AcquireAsync(); }));
        Assert.True(gate.IsHeld);
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task Mutual_exclusion_holds_whatever_the_order()
    {
        var gate = new Lock();
        var (inside, done) = (0, 0);
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 20; i++)
            {
                var me = i;
                group.Start(() => CancelScope.MoveOnAfter(Ms(me * 3), async () =>
                {
                    while (true)
                    {
                        using var guard = await gate.AcquireAsync();
                        Assert.Equal(1, ++inside);
                        try
                        {
                            await Yields(me % 3);
                            await Sleep(me % 2);
                        }
                        finally
                        {
                            inside--;
                            done++;
                        }
                    }
                }));
            }

            return Task.CompletedTask;
        });
        Assert.False(gate.IsHeld);
        Assert.Equal(0, gate.Statistics.Waiting);
        Assert.InRange(done, 20, int.MaxValue);
    }
}
