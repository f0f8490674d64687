using Rondo.Sync;
using Barrier = Rondo.Sync.Barrier;
using Lock = Rondo.Sync.Lock;
using Semaphore = Rondo.Sync.Semaphore;

namespace Rondo.Tests.Oracle;

public sealed partial class OracleTests
{
    [LoopFact(Virtual = true)]
    public Task Lock_is_fair() => Same(t => TaskGroup.RunAsync(g =>
    {
        var gate = new Lock();
        foreach (var name in "abc")
        {
            g.Start(async () =>
            {
                using var guard = await gate.AcquireAsync();
                t.Add($"{name} in");
                await Sleep(10);
                t.Add($"{name} out");
            });
        }

        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Lock_asked_for_again_queues_behind() => Same(t => TaskGroup.RunAsync(g =>
    {
        var gate = new Lock();
        foreach (var name in "abc")
        {
            g.Start(async () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    using var guard = await gate.AcquireAsync();
                    t.Add($"{name}{i}");
                    await Sleep(1);
                }
            });
        }

        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Lock_skips_a_cancelled_waiter() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var gate = new Lock();
        using var guard = await gate.AcquireAsync();
        var a = Spawn(g, () => t.Note("a", () => Child("a")));
        g.Start(() => Child("b"));
        await Sleep(5);
        a.Cancel();
        await Sleep(5);

        async Task Child(string name)
        {
            using var mine = await gate.AcquireAsync();
            t.Add($"{name} in");
        }
    }));

    [LoopFact(Virtual = true)]
    public Task Lock_is_released_by_a_failure() => Same(async t =>
    {
        var gate = new Lock();
        await Quiet(() => t.Note("child", async () =>
        {
            using var guard = await gate.AcquireAsync();
            await Fail("boom", 5);
        }));
        t.Add($"locked {gate.IsHeld}");
    });

    [LoopFact(Virtual = true)]
    public Task Event_wakes_in_order() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var happened = new Event();
        foreach (var name in "abc")
            g.Start(() => t.Note($"{name}", async () => await happened.WaitAsync()));
        await Sleep(10);
        happened.Set();
        t.Add("set");
    }));

    [LoopFact(Virtual = true)]
    public Task Event_once_set_does_not_wait() => Same(async t =>
    {
        var happened = new Event();
        happened.Set();
        await t.Note("a", async () => await happened.WaitAsync());
        await t.Note("b", async () => await happened.WaitAsync());
    });

    [LoopFact(Virtual = true)]
    public Task Event_forgets_a_cancelled_waiter() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var happened = new Event();
        var a = Spawn(g, () => t.Note("a", async () => await happened.WaitAsync()));
        g.Start(() => t.Note("b", async () => await happened.WaitAsync()));
        await Sleep(5);
        a.Cancel();
        await Sleep(5);
        happened.Set();
    }));

    [LoopFact(Virtual = true)]
    public Task Semaphore_bounds() => Same(t => TaskGroup.RunAsync(g =>
    {
        var semaphore = new Semaphore(2);
        foreach (var name in "abcde")
        {
            g.Start(async () =>
            {
                using var permit = await semaphore.AcquireAsync();
                await t.Note($"{name}", () => Sleep(10));
            });
        }

        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Semaphore_release_wakes_in_order() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var semaphore = new Semaphore(0);
        foreach (var name in "abc")
            g.Start(() => t.Note($"{name}", async () => await semaphore.AcquireAsync()));
        for (var i = 0; i < 3; i++)
        {
            await Sleep(5);
            semaphore.Release();
        }
    }));

    [LoopFact(Virtual = true)]
    public Task Semaphore_skips_a_cancelled_waiter() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var semaphore = new Semaphore(0);
        var a = Spawn(g, () => t.Note("a", async () => await semaphore.AcquireAsync()));
        g.Start(() => t.Note("b", async () => await semaphore.AcquireAsync()));
        await Sleep(5);
        a.Cancel();
        await Sleep(5);
        semaphore.Release();
    }));

    [LoopFact(Virtual = true)]
    public Task Semaphore_with_a_maximum() => Same(t =>
    {
        var semaphore = new Semaphore(1, maximum: 1);
        Assert.Throws<InvalidOperationException>(semaphore.Release);
        t.Add("refused");
        return Task.CompletedTask;
    });

    [LoopFact(Virtual = true)]
    public Task Condition_notifies_in_order() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var condition = new Condition();
        foreach (var name in "abc")
        {
            g.Start(async () =>
            {
                using var guard = await condition.AcquireAsync();
                await condition.WaitAsync(guard);
                t.Add($"{name}");
            });
        }

        foreach (var count in new[] { 1, 2 })
        {
            await Sleep(10);
            using var guard = await condition.AcquireAsync();
            condition.Notify(guard, count);
        }
    }));

    [LoopFact(Virtual = true)]
    public Task Condition_notify_all_hands_the_lock_round() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var condition = new Condition();
        foreach (var name in "abc")
        {
            g.Start(async () =>
            {
                using var guard = await condition.AcquireAsync();
                await condition.WaitAsync(guard);
                t.Add($"{name}");
                await Sleep(10);
            });
        }

        await Sleep(1);
        using var mine = await condition.AcquireAsync();
        condition.NotifyAll(mine);
    }));

    [LoopFact(Virtual = true)]
    public Task Condition_waits_for_a_predicate() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var condition = new Condition();
        var value = 0;
        g.Start(async () =>
        {
            using var guard = await condition.AcquireAsync();
            await condition.WaitUntilAsync(guard, () => value >= 3);
            t.Add("three");
        });
        for (var i = 0; i < 3; i++)
        {
            await Sleep(10);
            using var guard = await condition.AcquireAsync();
            t.Add($"{++value}");
            condition.NotifyAll(guard);
        }
    }));

    [LoopFact(Virtual = true)]
    public Task Condition_cancelled_waiter_has_the_lock_before_it_unwinds() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var condition = new Condition();
        var a = Spawn(g, async () =>
        {
            using var guard = await condition.AcquireAsync();
            await t.Note("wait", async () => await condition.WaitAsync(guard));
        });
        await Sleep(1);
        using var mine = await condition.AcquireAsync();
        await Sleep(4);
        a.Cancel();
        await t.Note("holder", () => Sleep(10));
    }));

    [LoopFact(Virtual = true)]
    public Task Queue_makes_putters_wait() => Same(t => TaskGroup.RunAsync(g =>
    {
        var queue = new Channel<int>(2);
        g.Start(async () =>
        {
            for (var i = 1; i <= 4; i++)
            {
                await queue.SendAsync(i);
                t.Add($"put {i}");
            }
        });
        g.Start(async () =>
        {
            for (var i = 0; i < 4; i++)
            {
                await Sleep(10);
                t.Add($"got {await queue.ReceiveAsync()}");
            }
        });
        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Queue_makes_getters_wait_in_order() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var queue = new Channel<int>(int.MaxValue);
        foreach (var name in "abc")
            g.Start(async () => t.Add($"{name} got {await queue.ReceiveAsync()}"));
        for (var item = 1; item <= 3; item++)
        {
            await Sleep(10);
            await queue.SendAsync(item);
        }
    }));

    [LoopFact(Virtual = true)]
    public Task Queue_cancelled_getter_takes_nothing() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var queue = new Channel<int>(int.MaxValue);
        var a = Spawn(g, () => t.Note("a", async () => await queue.ReceiveAsync()));
        await Sleep(5);
        a.Cancel();
        await Sleep(5);
        await queue.SendAsync(1);
        t.Add($"got {await queue.ReceiveAsync()}");
    }));

    [LoopFact(Virtual = true)]
    public Task Queue_cancelled_putter_puts_nothing() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var queue = new Channel<int>(1);
        await queue.SendAsync(1);
        var a = Spawn(g, () => t.Note("a", async () => await queue.SendAsync(2)));
        await Sleep(5);
        a.Cancel();
        await Sleep(5);
        Assert.True(queue.TryReceive(out var item));
        t.Add($"got {item}");
        t.Add($"left {queue.Count}");
    }));

    [LoopFact(Virtual = true)]
    public Task Queue_consumers_take_turns() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var queue = new Channel<int>(1);
        foreach (var name in "ab")
        {
            g.Start(async () =>
            {
                await foreach (var item in queue)
                {
                    t.Add($"{name}{item}");
                    await Sleep(10);
                }
            });
        }

        for (var item = 1; item <= 6; item++)
            await queue.SendAsync(item);
        queue.Complete();
    }));

    [LoopFact(Virtual = true)]
    public Task Queue_without_waiting() => Same(t =>
    {
        var queue = new Channel<int>(1);
        Assert.True(queue.TrySend(1));
        t.Add($"full {!queue.TrySend(2)}");
        Assert.True(queue.TryReceive(out var item));
        t.Add($"got {item}");
        Assert.False(queue.TryReceive(out _));
        t.Add("empty");
        return Task.CompletedTask;
    });

    [LoopFact(Virtual = true)]
    public Task Barrier_lets_all_go_on() => Same(t => TaskGroup.RunAsync(g =>
    {
        var barrier = new Barrier(3);
        foreach (var (name, ms) in new[] { ("a", 10), ("b", 30), ("c", 20) })
        {
            g.Start(async () =>
            {
                await Sleep(ms);
                t.Add($"{name} place {await barrier.WaitAsync()}");
            });
        }

        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Barrier_goes_round() => Same(t => TaskGroup.RunAsync(g =>
    {
        var barrier = new Barrier(2);
        foreach (var (name, ms) in new[] { ("quick", 1), ("slow", 10) })
        {
            g.Start(async () =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await Sleep(ms);
                    await barrier.WaitAsync();
                    if (name == "quick")
                        t.Add("round");
                }
            });
        }

        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Barrier_does_not_count_a_cancelled_task() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var barrier = new Barrier(2);
        var a = Spawn(g, () => Child("a", 1));
        g.Start(() => Child("b", 10));
        g.Start(() => Child("c", 20));
        await Sleep(5);
        a.Cancel();

        async Task Child(string name, double ms)
        {
            await Sleep(ms);
            await t.Note(name, async () => await barrier.WaitAsync());
        }
    }));
}
