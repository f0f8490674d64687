namespace Rondo.Tests.Tasks;

/// <summary>A group joins what it starts. Behaviour after trio's nurseries, anyio's and asyncio's task groups.</summary>
public class TaskGroupTests
{
    [LoopFact(Virtual = true)]
    public async Task The_group_waits_for_its_children()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("slow", () => Sleep(20)));
            group.Start(() => trace.Note("quick", () => Sleep(10)));
            trace.Add("body");
            return Task.CompletedTask;
        });
        trace.Add("joined");
        trace.Is("body@0 quick@10 slow@20 joined@20");
    }

    [LoopFact(Virtual = true)]
    public async Task An_empty_group_ends_with_its_body()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(_ => trace.Note("body", () => Sleep(5)));
        trace.Is("body@5");
    }

    [LoopFact(Virtual = true)]
    public async Task The_body_may_outlast_its_children()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("child", () => Sleep(5)));
            await trace.Note("body", () => Sleep(20));
        });
        trace.Is("child@5 body@20");
    }

    [LoopFact(Virtual = true)]
    public async Task A_child_runs_eagerly_to_its_first_wait()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            trace.Add("before");
            group.Start(async () =>
            {
                trace.Add("child begins");
                await EventLoop.Yield();
                trace.Add("child goes on");
            });
            trace.Add("after");
            return Task.CompletedTask;
        });
        trace.Is("before@0 child begins@0 after@0 child goes on@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Children_take_turns_in_the_order_of_their_start()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var name in "abc")
            {
                group.Start(async () =>
                {
                    for (var i = 1; i <= 3; i++)
                    {
                        await EventLoop.Yield();
                        trace.Add($"{name}{i}");
                    }
                });
            }

            return Task.CompletedTask;
        });
        trace.Is("a1@0 b1@0 c1@0 a2@0 b2@0 c2@0 a3@0 b3@0 c3@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_child_that_ends_in_its_first_step_is_joined_too()
    {
        await TaskGroup.RunAsync(group =>
        {
            var child = group.Start(() => Task.CompletedTask);
            Assert.True(child.IsCompleted);
            Assert.Equal(new TaskGroupStatistics(0, 1, 0, false), group.Statistics);
            return Task.CompletedTask;
        });
    }

    [LoopFact(Virtual = true)]
    public async Task A_child_may_start_siblings_after_the_body_has_ended()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                await Sleep(10);
                group.Start(async () =>
                {
                    await Sleep(10);
                    group.Start(() => trace.Note("grandchild", () => Sleep(10)));
                });
            });
            return Task.CompletedTask;
        });
        trace.Add("joined");
        trace.Is("grandchild@30 joined@30");
    }

    [LoopFact(Virtual = true)]
    public async Task A_group_returns_the_bodys_result() =>
        Assert.Equal(30, await TaskGroup.RunAsync(async group =>
        {
            var a = group.Start(() => After(10, 10));
            var b = group.Start(() => After(5, 20));
            return await a + await b;
        }));

    [LoopFact(Virtual = true)]
    public async Task Children_run_side_by_side()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 1000; i++)
                group.Start(() => Sleep(100));
            return Task.CompletedTask;
        });
        trace.Is("", elapsed: 100);
    }

    [LoopFact(Virtual = true)]
    public async Task A_handle_can_be_awaited_again_and_by_several()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            var child = group.Start(() => After(10, 1));
            foreach (var name in "ab")
                group.Start(() => trace.Note($"{name}", async () => await child));
            Assert.Equal(2, await child + await child);
            trace.Add("body");
        });
        trace.Is("a@10 b@10 body@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Waiting_for_a_child_can_be_cancelled_without_cancelling_the_child()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            var child = group.Start(() => trace.Note("child", () => Sleep(20)));
            await CancelScope.MoveOnAfter(Ms(10), () => trace.Note("wait", async () => await child.Completion));
        });
        trace.Is("wait!canceled@10 child@20");
    }

    [LoopFact(Virtual = true)]
    public async Task Value_task_children()
    {
        var result = await TaskGroup.RunAsync(async group =>
        {
            group.Start(ValueTask () => EventLoop.Sleep(Ms(3)));
            return await group.Start(async ValueTask<int> () =>
            {
                await Sleep(1);
                return 9;
            });
        });
        Assert.Equal(9, result);
    }

    [LoopFact(Virtual = true)]
    public async Task Cancel_ends_body_and_children_and_the_group_returns_normally()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("child", Forever));
            await Sleep(10);
            group.Cancel("enough");
            await trace.Note("body", Forever);
        });
        trace.Is("body!canceled@10 child!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Cancel_before_the_result_throws()
    {
        var canceled = await Canceled(() => TaskGroup.RunAsync<int>(async group =>
        {
            group.Cancel("enough");
            await Forever();
            return 1;
        }));
        Assert.Equal("Canceled: enough.", canceled.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task Cancel_after_the_body_returned_keeps_the_result() =>
        Assert.Equal(1, await TaskGroup.RunAsync(group =>
        {
            group.Start(Forever);
            group.Cancel();
            return Task.FromResult(1);
        }));

    [LoopFact(Virtual = true)]
    public async Task A_child_started_in_a_cancelled_group_runs_to_its_first_wait()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Cancel();
            group.Start(async () =>
            {
                trace.Add("begins");
                await trace.Note("wait", Forever);
            });
            return Task.CompletedTask;
        });
        trace.Is("begins@0 wait!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task The_outer_scope_cancels_the_group_which_passes_it_on()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), () => trace.Note("group", () => TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("child", Forever));
            return Task.CompletedTask;
        }))));
        trace.Is("child!canceled@10 group!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_group_whose_children_finish_in_spite_of_the_outer_cancellation_ends_normally()
    {
        var trace = new Trace();
        Assert.True(await CancelScope.MoveOnAfter(Ms(10), () => TaskGroup.RunAsync(group =>
        {
            group.Start(() => CancelScope.Shield(Ms(100), () => trace.Note("child", () => Sleep(20))));
            return Task.CompletedTask;
        })));
        trace.Is("child@20");
    }

    [LoopFact(Virtual = true)]
    public async Task Children_that_clean_up_are_waited_for()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                try
                {
                    await Forever();
                }
                finally
                {
                    await CancelScope.Shield(Ms(50), () => trace.Note("cleanup", () => Sleep(30)));
                }
            });
            await Sleep(10);
            group.Cancel();
        });
        trace.Add("joined");
        trace.Is("cleanup@40 joined@40");
    }

    [LoopFact(Virtual = true)]
    public async Task Nested_groups_end_from_the_inside_out()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async outer =>
        {
            outer.Start(() => trace.Note("outer child", () => Sleep(30)));
            await TaskGroup.RunAsync(inner =>
            {
                inner.Start(() => trace.Note("inner child", () => Sleep(20)));
                return Task.CompletedTask;
            });
            trace.Add("inner joined");
        });
        trace.Add("outer joined");
        trace.Is("inner child@20 inner joined@20 outer child@30 outer joined@30");
    }

    [LoopFact(Virtual = true)]
    public async Task A_child_belongs_to_its_group_and_not_to_the_scope_it_was_started_in()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            await CancelScope.MoveOnAfter(Ms(10), async () =>
            {
                group.Start(() => trace.Note("child", () => Sleep(30)));
                await Forever();
            });
            trace.Add("moved on");
        });
        trace.Is("moved on@10 child@30");
    }

    [LoopFact(Virtual = true)]
    public async Task Starting_a_child_does_not_change_the_callers_scope()
    {
        await TaskGroup.RunAsync(group => CancelScope.RunAsync(scope =>
        {
            group.Start(() => CancelScope.RunAsync(_ => Sleep(1)));
            Assert.Same(scope, CancelScope.Current);
            return Task.CompletedTask;
        }));
    }

    [LoopFact(Virtual = true)]
    public async Task Async_locals_flow_to_children_and_not_back()
    {
        var local = new AsyncLocal<string> { Value = "parent" };
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                Assert.Equal("parent", local.Value);
                local.Value = "child";
                await EventLoop.Yield();
                Assert.Equal("child", local.Value);
            });
            Assert.Equal("parent", local.Value);
            return Task.CompletedTask;
        });
        Assert.Equal("parent", local.Value);
    }

    [LoopFact(Virtual = true)]
    public async Task RunningTasks_names_what_runs()
    {
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => Sleep(1), "reader");
            group.Start(() => Sleep(1));
            group.Start(() => Task.CompletedTask, "done");
            Assert.Equal(["reader", "task"], group.RunningTasks);
            return Task.CompletedTask;
        });
    }

    [LoopFact(Virtual = true)]
    public async Task Statistics_count()
    {
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => Sleep(1));
            group.Start(() => Sleep(5));
            Assert.Equal(new TaskGroupStatistics(Running: 2, Started: 2, Failed: 0, IsCanceled: false), group.Statistics);
            await Sleep(2);
            group.Cancel();
            Assert.Equal(new TaskGroupStatistics(Running: 1, Started: 2, Failed: 0, IsCanceled: true), group.Statistics);
        });
    }

    [LoopFact(Virtual = true)]
    public async Task A_hundred_thousand_children()
    {
        var ended = 0;
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                var delay = i % 100;
                group.Start(async () =>
                {
                    await EventLoop.Sleep(Ms(delay));
                    ended++;
                });
            }

            return Task.CompletedTask;
        });
        Assert.Equal(100_000, ended);
    }

    [LoopFact(Virtual = true)]
    public async Task Recursion_a_thousand_groups_deep()
    {
        var deepest = 0;
        await Descend(0);
        Assert.Equal(1000, deepest);

        async Task Descend(int depth)
        {
            deepest = depth;
            await EventLoop.Yield();
            if (depth < 1000)
            {
                await TaskGroup.RunAsync(group =>
                {
                    group.Start(() => Descend(depth + 1));
                    return Task.CompletedTask;
                });
            }
        }
    }

    private static async Task<T> After<T>(double milliseconds, T result)
    {
        await Sleep(milliseconds);
        return result;
    }
}
