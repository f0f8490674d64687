using Rondo.Sync;
using Lock = Rondo.Sync.Lock;

namespace Rondo.Tests.Sync;

public class ConditionTests
{
    [LoopFact(Virtual = true)]
    public async Task A_notified_task_goes_on_when_the_lock_is_free()
    {
        var trace = new Trace();
        var condition = new Condition();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => Wait(condition, trace, "waiter"));
            await Sleep(10);
            using (var guard = await condition.AcquireAsync())
            {
                Assert.Equal(1, condition.Notify(guard));
                trace.Add("notified");
                await Sleep(5);
                trace.Add("released");
            }
        });
        trace.Is("notified@10 released@15 waiter@15");
    }

    [LoopFact(Virtual = true)]
    public async Task Notify_wakes_in_the_order_of_waiting()
    {
        var trace = new Trace();
        var condition = new Condition();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "abcd")
                group.Start(() => Wait(condition, trace, $"{name}"));
            await Sleep(1);
            using (var guard = await condition.AcquireAsync())
                Assert.Equal(1, condition.Notify(guard));
            await Sleep(1);
            using (var guard = await condition.AcquireAsync())
                Assert.Equal(2, condition.Notify(guard, 2));
            await Sleep(1);
            using (var guard = await condition.AcquireAsync())
                Assert.Equal(1, condition.Notify(guard, 5));
        });
        trace.Is("a@1 b@2 c@2 d@3");
    }

    [LoopFact(Virtual = true)]
    public async Task NotifyAll_wakes_one_after_the_other_each_with_the_lock()
    {
        var trace = new Trace();
        var condition = new Condition();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "abc")
            {
                group.Start(async () =>
                {
                    using var guard = await condition.AcquireAsync();
                    await condition.WaitAsync(guard);
                    trace.Add($"{name}");
                    await Sleep(10);
                });
            }

            await Sleep(1);
            using (var guard = await condition.AcquireAsync())
                Assert.Equal(3, condition.NotifyAll(guard));
        });
        trace.Is("a@1 b@11 c@21", elapsed: 31);
    }

    [LoopFact(Virtual = true)]
    public async Task Notifying_nobody_is_forgotten()
    {
        var trace = new Trace();
        var condition = new Condition();
        using (var guard = await condition.AcquireAsync())
            Assert.Equal(0, condition.Notify(guard));
        await CancelScope.MoveOnAfter(Ms(5), () => Wait(condition, trace, "waiter"));
        trace.Is("", elapsed: 5);
    }

    [LoopFact(Virtual = true)]
    public async Task Waiting_releases_the_lock()
    {
        var condition = new Condition();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => Wait(condition, new Trace(), "waiter"));
            Assert.False(condition.Lock.IsHeld);
            Assert.Equal(1, condition.Statistics.Waiting);
            await Sleep(0);
            group.Cancel();
        });
        Assert.False(condition.Lock.IsHeld);
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_waiter_has_the_lock_again_before_it_unwinds()
    {
        var trace = new Trace();
        var condition = new Condition();
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => CancelScope.MoveOnAfter(Ms(5), async () =>
            {
                using var guard = await condition.AcquireAsync("waiter");
                await trace.Note("wait", async () => await condition.WaitAsync(guard));
            }));
            await Sleep(1);
            using (var guard = await condition.AcquireAsync())
                await trace.Note("holder", () => Sleep(20));
        });
        trace.Is("holder@21 wait!canceled@21");
        Assert.False(condition.Lock.IsHeld);
    }

    [LoopFact(Virtual = true)]
    public async Task A_notified_waiter_is_no_longer_cancelled_so_that_the_notification_is_not_lost()
    {
        var trace = new Trace();
        var condition = new Condition();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => Wait(condition, trace, "waiter"));
            await Sleep(1);
            using (var guard = await condition.AcquireAsync())
            {
                condition.Notify(guard);
                group.Cancel();
            }
        });
        trace.Is("waiter@1");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_waiter_does_not_take_a_notification_along()
    {
        var trace = new Trace();
        var condition = new Condition();
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => CancelScope.MoveOnAfter(Ms(5), () => Wait(condition, trace, "a")));
            group.Start(() => Wait(condition, trace, "b"));
            await Sleep(10);
            using var guard = await condition.AcquireAsync();
            condition.Notify(guard);
        });
        trace.Is("b@10");
    }

    [LoopFact(Virtual = true)]
    public Task Waiting_is_a_cancellation_point_and_keeps_the_lock() => CancelScope.RunAsync(async scope =>
    {
        var condition = new Condition();
        using var guard = await condition.AcquireAsync();
        scope.Cancel();
        await Canceled(async () => await condition.WaitAsync(guard));
        await Canceled(async () => await condition.WaitUntilAsync(guard, () => true));
        Assert.True(condition.Lock.IsHeld);
    });

    [LoopFact(Virtual = true)]
    public async Task WaitUntil_looks_after_each_notification()
    {
        var trace = new Trace();
        var condition = new Condition();
        var value = 0;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                using var guard = await condition.AcquireAsync();
                await condition.WaitUntilAsync(guard, () => value >= 3);
                trace.Add("three");
            });
            for (var i = 0; i < 3; i++)
            {
                await Sleep(10);
                using var guard = await condition.AcquireAsync();
                trace.Add($"{++value}");
                condition.NotifyAll(guard);
            }
        });
        trace.Is("1@10 2@20 3@30 three@30");
    }

    [LoopFact(Virtual = true)]
    public async Task WaitUntil_what_already_holds_does_not_wait()
    {
        var condition = new Condition();
        using var guard = await condition.AcquireAsync();
        Assert.True(condition.WaitUntilAsync(guard, () => true).IsCompletedSuccessfully);
    }

    [LoopFact(Virtual = true)]
    public async Task Without_the_lock_it_is_refused()
    {
        var condition = new Condition();
        var guard = await condition.AcquireAsync("me");
        guard.Dispose();
        const string Rest = " was called with a guard that does not hold the lock: it was taken by me and released before. The lock is free now. Dispose a guard once.";
        await Misuse("Condition.WaitAsync" + Rest, async () => await condition.WaitAsync(guard));
        Misuse("Condition.Notify" + Rest, () => condition.Notify(guard));
        Misuse("Condition.NotifyAll" + Rest, () => condition.NotifyAll(guard));
        Misuse("Condition.Notify was called with an empty Lock.Guard: use the one that AcquireAsync returned.", () => condition.Notify(default));
    }

    [LoopFact(Virtual = true)]
    public async Task The_guard_of_another_lock_is_refused()
    {
        var other = new Lock();
        using var guard = await other.AcquireAsync("me");
        Misuse("Condition.Notify was called with the guard of another lock, taken by me.", () => new Condition().Notify(guard));
    }

    [LoopFact(Virtual = true)]
    public async Task Two_conditions_may_share_a_lock()
    {
        var trace = new Trace();
        var gate = new Lock();
        var (notEmpty, notFull) = (new Condition(gate), new Condition(gate));
        var items = new Queue<int>();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                for (var i = 0; i < 4; i++)
                {
                    using var guard = await gate.AcquireAsync();
                    await notFull.WaitUntilAsync(guard, () => items.Count < 2);
                    items.Enqueue(i);
                    trace.Add($"put {i}");
                    notEmpty.Notify(guard);
                }
            });
            group.Start(async () =>
            {
                for (var i = 0; i < 4; i++)
                {
                    await Sleep(10);
                    using var guard = await gate.AcquireAsync();
                    await notEmpty.WaitUntilAsync(guard, () => items.Count > 0);
                    trace.Add($"got {items.Dequeue()}");
                    notFull.Notify(guard);
                }
            });
            return Task.CompletedTask;
        });
        trace.Is("put 0@0 put 1@0 got 0@10 put 2@10 got 1@20 put 3@20 got 2@30 got 3@40");
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task No_wakeup_is_lost()
    {
        var condition = new Condition();
        var (tokens, taken) = (0, 0);
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 10; i++)
            {
                var me = i;
                group.Start(async () =>
                {
                    if (me % 3 == 0)
                        await CancelScope.MoveOnAfter(Ms(me), Take);
                    else
                        await Take();
                });
            }

            while (taken < 10)
            {
                await Sleep(1);
                using var guard = await condition.AcquireAsync();
                tokens++;
                condition.Notify(guard);
                if (condition.Statistics.Waiting == 0 && group.Statistics.Running == 0)
                    break;
            }
        });
        Assert.Equal(0, condition.Statistics.Waiting);
        Assert.False(condition.Lock.IsHeld);

        async Task Take()
        {
            using var guard = await condition.AcquireAsync();
            await condition.WaitUntilAsync(guard, () => tokens > 0);
            tokens--;
            taken++;
        }
    }

    private static async Task Wait(Condition condition, Trace trace, string name)
    {
        using var guard = await condition.AcquireAsync();
        await condition.WaitAsync(guard);
        trace.Add(name);
    }
}
