namespace Rondo.Tests.Cancellation;

/// <summary>Who is cancelled, when, and who absorbs it. Behaviour after trio's test_run (cancel scopes) and anyio's test_taskgroups.</summary>
public class CancelScopeTests
{
    [LoopFact(Virtual = true)]
    public async Task A_body_that_finishes_returns_true() =>
        Assert.True(await CancelScope.RunAsync(_ => Sleep(1)));

    [LoopFact(Virtual = true)]
    public async Task A_body_that_is_cut_off_returns_false() =>
        Assert.False(await CancelScope.RunAsync(scope =>
        {
            scope.Cancel();
            return Forever();
        }));

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_scope_whose_body_finishes_anyway_returns_true() =>
        Assert.True(await CancelScope.RunAsync(scope =>
        {
            scope.Cancel();
            return Task.CompletedTask;
        }));

    [LoopFact(Virtual = true)]
    public async Task Cancel_wakes_a_task_that_waits()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            await TaskGroup.RunAsync(group =>
            {
                group.Start(() => trace.Note("sleeper", Forever));
                group.Start(async () =>
                {
                    await Sleep(10);
                    scope.Cancel();
                    trace.Add("cancelled it");
                });
                return Task.CompletedTask;
            });
        });
        trace.Is("cancelled it@10 sleeper!canceled@10", elapsed: 10);
    }

    [LoopFact(Virtual = true)]
    public Task Cancellation_is_level_triggered() => CancelScope.RunAsync(async scope =>
    {
        scope.Cancel();
        for (var i = 0; i < 3; i++)
        {
            await Canceled(Forever);
            await Canceled(async () => await EventLoop.Yield());
            await Canceled(() => Sleep(0));
        }
    });

    [LoopFact(Virtual = true)]
    public async Task Code_after_the_scope_is_not_cancelled()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(scope =>
        {
            scope.Cancel();
            return trace.Note("inside", Forever);
        });
        await trace.Note("after", () => Sleep(5));
        trace.Is("inside!canceled@0 after@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Cancel_twice_is_harmless_and_keeps_the_first_reason()
    {
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel("first");
            scope.Cancel("second");
            Assert.Equal("Canceled: first.", (await Canceled(Forever)).Message);
        });
    }

    [LoopFact(Virtual = true)]
    public async Task Cancelling_a_scope_that_was_left_does_nothing()
    {
        CancelScope? left = null;
        await CancelScope.RunAsync(scope =>
        {
            left = scope;
            return Task.CompletedTask;
        });
        left!.Cancel();
        Assert.False(left.CancelCalled);
        await Sleep(1);
    }

    [LoopFact(Virtual = true)]
    public async Task The_outer_scope_cancels_the_inner_one()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.RunAsync(async outer =>
        {
            outer.CancelAfter(Ms(10));
            await trace.Note("inner", () => CancelScope.RunAsync(inner => trace.Note("body", Forever)));
        }));
        trace.Is("body!canceled@10 inner!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task The_inner_scope_does_not_cancel_the_outer_one()
    {
        var trace = new Trace();
        Assert.True(await CancelScope.RunAsync(async outer =>
        {
            Assert.False(await CancelScope.RunAsync(inner =>
            {
                inner.Cancel();
                return trace.Note("inner", Forever);
            }));
            await trace.Note("outer", () => Sleep(5));
            Assert.False(outer.IsCanceled);
        }));
        trace.Is("inner!canceled@0 outer@5");
    }

    [LoopFact(Virtual = true)]
    public async Task When_both_are_cancelled_the_outer_one_absorbs()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.RunAsync(async outer =>
        {
            await trace.Note("inner", () => CancelScope.RunAsync(inner =>
            {
                inner.Cancel();
                outer.Cancel();
                return Forever();
            }));
            trace.Add("not reached");
        }));
        trace.Is("inner!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task When_the_outer_one_is_cancelled_later_the_inner_one_does_not_absorb()
    {
        Assert.False(await CancelScope.RunAsync(async outer =>
        {
            var passed = await Record.ExceptionAsync(() => CancelScope.RunAsync(async inner =>
            {
                inner.Cancel();
                try
                {
                    await Forever();
                }
                finally
                {
                    outer.Cancel(); // during the unwinding
                }
            }));
            throw Assert.IsType<ScopeCanceledException>(passed);
        }));
    }

    [LoopFact(Virtual = true)]
    public async Task A_scope_that_was_not_cancelled_absorbs_nothing() =>
        await Assert.ThrowsAsync<OperationCanceledException>(() => CancelScope.RunAsync(_ => throw new OperationCanceledException("foreign")));

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_scope_absorbs_a_foreign_cancellation_too() =>
        Assert.False(await CancelScope.RunAsync(scope =>
        {
            scope.Cancel();
            throw new OperationCanceledException("from a library that watched the token");
        }));

    [LoopFact(Virtual = true)]
    public async Task Another_exception_passes_a_cancelled_scope()
    {
        var failure = await Fails(() => CancelScope.RunAsync(scope =>
        {
            scope.Cancel();
            return Fail("real");
        }));
        Assert.Equal("real", failure.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_while_unwinding_wins_over_the_cancellation()
    {
        var failure = await Fails(() => CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            try
            {
                await Forever();
            }
            finally
            {
                await Fail("cleanup");
            }
        }));
        Assert.Equal("cleanup", failure.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_swallowed_cancellation_comes_again_at_the_next_wait()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await Record.ExceptionAsync(() => trace.Note("first", Forever));
            trace.Add("swallowed");
            await trace.Note("second", Forever);
        }));
        trace.Is("first!canceled@0 swallowed@0 second!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_scope_entered_inside_a_cancelled_one_is_cancelled_from_the_start() =>
        await CancelScope.RunAsync(async outer =>
        {
            outer.Cancel();
            await Canceled(() => CancelScope.RunAsync(inner =>
            {
                Assert.True(inner.IsCanceled);
                Assert.False(inner.CancelCalled);
                return Forever();
            }));
        });

    [LoopFact(Virtual = true)]
    public async Task Four_scopes_deep_the_cancelled_one_absorbs()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async _ =>
        {
            await CancelScope.RunAsync(async second =>
            {
                await trace.Note("third", () => CancelScope.RunAsync(_ => trace.Note("fourth", () => CancelScope.RunAsync(_ =>
                {
                    second.Cancel();
                    return Forever();
                }))));
            });
            trace.Add("after second");
        });
        trace.Is("fourth!canceled@0 third!canceled@0 after second@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Current_is_the_innermost_scope()
    {
        var before = CancelScope.Current;
        await CancelScope.RunAsync(async outer =>
        {
            Assert.Same(outer, CancelScope.Current);
            await CancelScope.RunAsync(async inner =>
            {
                Assert.Same(inner, CancelScope.Current);
                await Sleep(1);
                Assert.Same(inner, CancelScope.Current);
            });
            Assert.Same(outer, CancelScope.Current);
        });
        Assert.Same(before, CancelScope.Current);
    }

    [LoopFact(Virtual = true)]
    public async Task Concurrent_tasks_do_not_mix_up_their_scopes()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 1; i <= 3; i++)
            {
                var me = i;
                group.Start(() => CancelScope.MoveOnAfter(Ms(10 * me), async scope =>
                {
                    await Yields(me);
                    Assert.Same(scope, CancelScope.Current);
                    await trace.Note($"task {me}", Forever);
                }));
            }

            return Task.CompletedTask;
        });
        trace.Is("task 1!canceled@10 task 2!canceled@20 task 3!canceled@30");
    }

    [LoopFact(Virtual = true)]
    public async Task A_task_already_resumed_with_a_value_is_not_cancelled()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            var gate = new Rondo.Sync.Event();
            await TaskGroup.RunAsync(group =>
            {
                group.Start(() => trace.Note("waiter", async () => await gate.WaitAsync()));
                gate.Set();
                scope.Cancel();
                return Task.CompletedTask;
            });
        });
        trace.Is("waiter@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_task_due_in_the_same_turn_as_the_cancellation_is_not_cancelled()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                await Sleep(10);
                group.Cancel();
            });
            group.Start(() => trace.Note("also due", () => Sleep(10)));
            return Task.CompletedTask;
        });
        trace.Is("also due@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Tasks_are_woken_in_the_order_in_which_they_began_to_wait()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "abcdef")
                group.Start(() => trace.Note($"{name}", Forever));
            await Sleep(3);
            group.Cancel();
        });
        trace.Is("a!canceled@3 b!canceled@3 c!canceled@3 d!canceled@3 e!canceled@3 f!canceled@3");
    }

    [LoopFact(Virtual = true)]
    public async Task ThrowIfCanceled_throws_without_suspending()
    {
        CancelScope.ThrowIfCanceled();
        await CancelScope.RunAsync(scope =>
        {
            scope.Cancel("now");
            Assert.Equal("Canceled: now.", Assert.Throws<ScopeCanceledException>(CancelScope.ThrowIfCanceled).Message);
            return Task.CompletedTask;
        });
    }

    [LoopFact(Virtual = true)]
    public async Task A_yield_is_cancelled_before_it_begins_and_after()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(scope =>
        {
            scope.Cancel();
            return trace.Note("before", async () => await EventLoop.Yield());
        });
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("after", async () => await EventLoop.Yield()));
            group.Cancel();
            return Task.CompletedTask;
        });
        trace.Is("before!canceled@0 after!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Cancel_from_another_thread_reaches_the_loop()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            var other = Task.Run(() => scope.Cancel("from a thread"));
            Assert.Equal("from a thread", (await Canceled(Forever)).Reason.Message);
            await other;
            trace.Add("done");
        });
        trace.Is("done@0");
    }

    [Fact]
    public void Scopes_need_a_loop() => Misuse(
        $"CancelScope.RunAsync needs an event loop, and this thread ('{Thread.CurrentThread.Name ?? "unnamed"}') runs none. Call it inside EventLoop.Run(...), or hand the work to a loop with loop.InvokeAsync(...).",
        () => { _ = CancelScope.RunAsync(_ => Task.CompletedTask); });
}
