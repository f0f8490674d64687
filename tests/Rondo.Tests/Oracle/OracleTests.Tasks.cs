namespace Rondo.Tests.Oracle;

public sealed partial class OracleTests
{
    [LoopFact(Virtual = true)]
    public Task Group_waits_for_its_children() => Same(async t =>
    {
        await TaskGroup.RunAsync(g =>
        {
            g.Start(() => t.Note("slow", () => Sleep(20)));
            g.Start(() => t.Note("quick", () => Sleep(10)));
            t.Add("body");
            return Task.CompletedTask;
        });
        t.Add("joined");
    });

    [LoopFact(Virtual = true)]
    public Task Group_failure_cancels_siblings() => Same(t => Failing(t, g =>
    {
        g.Start(() => t.Note("sibling", Forever));
        g.Start(() => t.Note("failing", () => Fail("boom", 10)));
        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Group_failure_cancels_the_body() => Same(t => Failing(t, async g =>
    {
        g.Start(() => Fail("boom", 10));
        await t.Note("body", Forever);
    }));

    [LoopFact(Virtual = true)]
    public Task Group_body_failure_cancels_children() => Same(t => Failing(t, async g =>
    {
        g.Start(() => t.Note("child", Forever));
        await Fail("body", 10);
    }));

    [LoopFact(Virtual = true)]
    public Task Group_keeps_two_failures_in_order() => Same(t => Failing(t, g =>
    {
        g.Start(() => Fail("first", 10));
        g.Start(() => Fail("second", 10));
        g.Start(() => t.Note("third", Forever));
        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Group_waits_for_cleanup() => Same(async t =>
    {
        await Quiet(() => TaskGroup.RunAsync(g =>
        {
            g.Start(async () =>
            {
                try
                {
                    await Forever();
                }
                finally
                {
                    await CancelScope.Shield(Ms(100), () => t.Note("cleanup", () => Sleep(5)));
                }
            });
            g.Start(() => Fail("boom", 10));
            return Task.CompletedTask;
        }));
        t.Add("failed");
    });

    [LoopFact(Virtual = true)]
    public Task Group_keeps_a_failure_of_cleanup() => Same(t => Failing(t, g =>
    {
        g.Start(async () =>
        {
            try
            {
                await Forever();
            }
            finally
            {
                await Fail("cleanup");
            }
        });
        g.Start(() => Fail("boom", 10));
        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Group_in_a_group_fails_outwards() => Same(t => Failing(t, g =>
    {
        g.Start(() => t.Note("outer sibling", Forever));
        g.Start(() => TaskGroup.RunAsync(inner =>
        {
            inner.Start(() => t.Note("inner sibling", Forever));
            inner.Start(() => Fail("deep", 10));
            return Task.CompletedTask;
        }));
        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Group_children_may_start_siblings() => Same(async t =>
    {
        await TaskGroup.RunAsync(g =>
        {
            g.Start(async () =>
            {
                await Sleep(10);
                g.Start(() => t.Note("sibling", () => Sleep(10)));
                t.Add("child");
            });
            return Task.CompletedTask;
        });
        t.Add("joined");
    });

    [LoopFact(Virtual = true)]
    public Task Group_cancelled_from_outside_cancels_children() => Same(t => TaskGroup.RunAsync(async outer =>
    {
        var task = Spawn(outer, () => t.Note("group", () => TaskGroup.RunAsync(g =>
        {
            g.Start(() => t.Note("child", Forever));
            return Task.CompletedTask;
        })));
        await Sleep(10);
        task.Cancel();
    }));

    [LoopFact(Virtual = true)]
    public Task Group_gathers_results_in_order() => Same(async t =>
    {
        t.Add(await TaskGroup.RunAsync(async g =>
        {
            var results = new[] { g.Start(() => After(30, "a")), g.Start(() => After(10, "b")), g.Start(() => After(20, "c")) };
            return $"{await results[0]} {await results[1]} {await results[2]}";
        }));

        static async Task<string> After(double ms, string value)
        {
            await Sleep(ms);
            return value;
        }
    });

    [LoopFact(Virtual = true)]
    public Task Group_rounds_are_fair() => Same(t => TaskGroup.RunAsync(g =>
    {
        foreach (var name in "abc")
        {
            g.Start(async () =>
            {
                for (var i = 1; i <= 3; i++)
                {
                    await EventLoop.Yield();
                    t.Add($"{name}{i}");
                }
            });
        }

        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Cancel_wakes_a_sleeper() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var task = Spawn(g, () => t.Note("sleeper", Forever));
        await Sleep(10);
        task.Cancel();
        t.Add("asked");
    }));

    [LoopFact(Virtual = true)]
    public Task Cancel_of_a_task_that_has_ended_does_nothing() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var task = Spawn(g, () => t.Note("task", () => Sleep(5)));
        await Sleep(10);
        task.Cancel();
        await t.Note("after", () => Sleep(5));
    }));

    [LoopFact(Virtual = true)]
    public Task Cancel_reaches_through_calls() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var task = Spawn(g, () => t.Note("outer", async () =>
        {
            try
            {
                await t.Note("inner", Forever);
            }
            finally
            {
                t.Add("unwound");
            }
        }));
        await Sleep(10);
        task.Cancel();
    }));

    [LoopFact(Virtual = true)]
    public Task Cancel_replaced_by_a_failure() => Same(t => Quiet(() => TaskGroup.RunAsync(async g =>
    {
        var task = Spawn(g, () => t.Note("task", async () =>
        {
            try
            {
                await Forever();
            }
            catch (OperationCanceledException)
            {
                throw new TestFailure("instead");
            }
        }));
        await Sleep(10);
        task.Cancel();
    })));

    [LoopFact(Virtual = true)]
    public Task Differs_start_is_eager() => Same(t => TaskGroup.RunAsync(g =>
    {
        g.Start(async () =>
        {
            t.Add("child begins");
            await Sleep(1);
        });
        t.Add("body");
        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Differs_cancel_before_the_first_step() => Same(async t =>
    {
        await TaskGroup.RunAsync(g =>
        {
            g.Cancel();
            g.Start(async () =>
            {
                t.Add("child begins");
                await t.Note("child", Forever);
            });
            return Task.CompletedTask;
        });
        t.Add("done");
    });

    [LoopFact(Virtual = true)]
    public Task Differs_swallowed_cancellation() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var task = Spawn(g, async () =>
        {
            await Quiet(() => t.Note("first", Forever));
            await t.Note("second", () => Sleep(5));
        });
        await Sleep(10);
        task.Cancel();
    }));

    [LoopFact(Virtual = true)]
    public Task Differs_waiting_in_cleanup() => Same(async t =>
    {
        await TaskGroup.RunAsync(async g =>
        {
            var task = Spawn(g, async () =>
            {
                try
                {
                    await Forever();
                }
                finally
                {
                    await t.Note("cleanup", () => Sleep(5));
                }
            });
            await Sleep(10);
            task.Cancel();
        });
        t.Add("done");
    });

    [LoopFact(Virtual = true)]
    public Task Differs_shield() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var task = Spawn(g, () => t.Note("outer", async () =>
        {
            await CancelScope.Shield(System.Threading.Timeout.InfiniteTimeSpan, () => t.Note("inner", () => Sleep(20)));
            CancelScope.ThrowIfCanceled();
        }));
        await Sleep(10);
        task.Cancel();
    }));

    [LoopFact(Virtual = true)]
    public Task Differs_cancellation_nobody_asked_for() => Same(async t =>
    {
        try
        {
            await TaskGroup.RunAsync(g =>
            {
                g.Start(async () =>
                {
                    await Sleep(5);
                    throw new OperationCanceledException();
                });
                g.Start(() => t.Note("sibling", () => Sleep(10)));
                return Task.CompletedTask;
            });
        }
        catch (OperationCanceledException)
        {
            t.Add("failed");
        }

        t.Add("joined");
    });
}
