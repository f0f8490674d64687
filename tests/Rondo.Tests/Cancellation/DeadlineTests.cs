namespace Rondo.Tests.Cancellation;

/// <summary>Deadlines: met, missed, moved, removed, equal and nested.</summary>
public class DeadlineTests
{
    [LoopFact(Virtual = true)]
    public async Task MoveOnAfter_cuts_off_at_its_deadline()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), () => trace.Note("body", Forever)));
        trace.Is("body!canceled@10", elapsed: 10);
    }

    [LoopFact(Virtual = true)]
    public async Task MoveOnAfter_leaves_a_quick_body_alone()
    {
        var trace = new Trace();
        Assert.True(await CancelScope.MoveOnAfter(Ms(10), () => trace.Note("body", () => Sleep(9))));
        await Sleep(10);
        trace.Is("body@9", elapsed: 19);
    }

    [LoopFact(Virtual = true)]
    public async Task A_body_that_ends_exactly_at_the_deadline_is_cut_off_if_the_deadline_was_set_first() =>
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), () => Sleep(10)));

    [LoopFact(Virtual = true)]
    public async Task A_wait_that_was_armed_before_the_deadline_wins_at_the_same_time() =>
        Assert.True(await CancelScope.RunAsync(scope =>
        {
            var sleep = Sleep(10);
            scope.CancelAfter(Ms(10));
            return sleep;
        }));

    [LoopFact(Virtual = true)]
    public async Task MoveOnAfter_returns_the_result_or_the_alternative()
    {
        Assert.Equal("fast", await CancelScope.MoveOnAfter(Ms(10), () => After(5, "fast"), "slow"));
        Assert.Equal("slow", await CancelScope.MoveOnAfter(Ms(10), () => After(15, "fast"), "slow"));
        Assert.Null(await CancelScope.MoveOnAfter(Ms(10), () => After(15, "fast")));
    }

    [LoopFact(Virtual = true)]
    public async Task FailAfter_throws_a_timeout_at_its_deadline()
    {
        var trace = new Trace();
        var error = await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(Ms(1500), () => trace.Note("body", Forever)));
        Assert.Equal("The operation did not finish within 1.5 s.", error.Message);
        trace.Is("body!canceled@1500");
    }

    [LoopFact(Virtual = true)]
    public async Task FailAfter_returns_the_result_in_time() =>
        Assert.Equal(3, await CancelScope.FailAfter(Ms(10), () => After(5, 3)));

    [LoopFact(Virtual = true)]
    public async Task FailAfter_with_a_result_throws_too() =>
        Assert.Equal("The operation did not finish within 10 ms.", (await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(Ms(10), () => After(15, 3)))).Message);

    [LoopFact(Virtual = true)]
    public async Task FailAfter_inside_a_cancelled_scope_is_cancelled_and_no_timeout()
    {
        var trace = new Trace();
        await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("inner", () => CancelScope.FailAfter(Ms(10), Forever)));
        trace.Is("inner!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task FailAfter_passes_on_a_failure() =>
        Assert.Equal("boom", (await Fails(() => CancelScope.FailAfter(Ms(10), () => Fail("boom", after: 5)))).Message);

    [LoopFact(Virtual = true)]
    public async Task A_timeout_of_the_body_itself_is_not_taken_for_ours()
    {
        var mine = new TimeoutException("mine");
        Assert.Same(mine, await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(Ms(10), () => throw mine)));
    }

    [LoopFact(Virtual = true)]
    public async Task The_inner_deadline_first()
    {
        var trace = new Trace();
        Assert.True(await CancelScope.MoveOnAfter(Ms(20), async () =>
        {
            Assert.False(await CancelScope.MoveOnAfter(Ms(10), () => trace.Note("inner", Forever)));
            await trace.Note("outer", () => Sleep(5));
        }));
        trace.Is("inner!canceled@10 outer@15");
    }

    [LoopFact(Virtual = true)]
    public async Task The_outer_deadline_first()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), async () =>
        {
            await trace.Note("inner", () => CancelScope.MoveOnAfter(Ms(20), Forever));
            trace.Add("not reached");
        }));
        trace.Is("inner!canceled@10", elapsed: 10);
    }

    [LoopFact(Virtual = true)]
    public async Task At_equal_deadlines_the_outer_scope_absorbs()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), async () =>
        {
            await trace.Note("inner", () => CancelScope.MoveOnAfter(Ms(10), Forever));
            trace.Add("not reached");
        }));
        trace.Is("inner!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task At_equal_deadlines_the_outer_FailAfter_throws()
    {
        var error = await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(Ms(1000), () => CancelScope.FailAfter(Ms(1000), Forever)));
        Assert.Equal("The operation did not finish within 1 s.", error.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_of_zero_cuts_off_at_the_first_wait()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.Zero, async () =>
        {
            trace.Add("runs");
            await trace.Note("wait", () => Sleep(0));
        }));
        trace.Is("runs@0 wait!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_of_zero_leaves_a_body_alone_that_does_not_wait() =>
        Assert.True(await CancelScope.MoveOnAfter(TimeSpan.Zero, () => Task.CompletedTask));

    [LoopFact(Virtual = true)]
    public async Task Without_a_deadline_nothing_is_cut_off() =>
        Assert.True(await CancelScope.MoveOnAfter(Timeout.InfiniteTimeSpan, () => Sleep(1e9)));

    [LoopFact(Virtual = true)]
    public async Task A_deadline_can_be_moved_later()
    {
        var trace = new Trace();
        await CancelScope.MoveOnAfter(Ms(10), async scope =>
        {
            await Sleep(5);
            scope.CancelAfter(Ms(20));
            await trace.Note("body", Forever);
        });
        trace.Is("body!canceled@25");
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_can_be_moved_earlier()
    {
        var trace = new Trace();
        await CancelScope.MoveOnAfter(Ms(100), async scope =>
        {
            scope.CancelAfter(Ms(20));
            await trace.Note("body", Forever);
        });
        trace.Is("body!canceled@20");
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_can_be_moved_by_another_task_while_the_body_waits()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            await CancelScope.MoveOnAfter(Ms(100), async scope =>
            {
                group.Start(async () =>
                {
                    await Sleep(10);
                    scope.CancelAfter(Ms(5));
                });
                await trace.Note("body", Forever);
            });
        });
        trace.Is("body!canceled@15");
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_can_be_removed()
    {
        var trace = new Trace();
        Assert.True(await CancelScope.MoveOnAfter(Ms(10), async scope =>
        {
            scope.CancelAfter(Timeout.InfiniteTimeSpan);
            Assert.Null(scope.Remaining);
            await trace.Note("body", () => Sleep(50));
        }));
        trace.Is("body@50");
    }

    [LoopFact(Virtual = true)]
    public async Task Extending_a_deadline_that_has_passed_changes_nothing()
    {
        await CancelScope.MoveOnAfter(Ms(10), async scope =>
        {
            await Canceled(Forever);
            scope.CancelAfter(Ms(100));
            Assert.True(scope.IsCanceled);
            await Canceled(Forever);
        });
    }

    [LoopFact(Virtual = true)]
    public async Task Remaining_counts_down()
    {
        var trace = new Trace();
        await CancelScope.MoveOnAfter(Ms(10), async scope =>
        {
            trace.Add($"{scope.Remaining!.Value.TotalMilliseconds}");
            await Sleep(4);
            trace.Add($"{scope.Remaining!.Value.TotalMilliseconds}");
        });
        trace.Is("10@0 6@4");
    }

    [LoopFact(Virtual = true)]
    public async Task Remaining_is_null_without_a_deadline_and_after_it() =>
        await CancelScope.RunAsync(async scope =>
        {
            Assert.Null(scope.Remaining);
            scope.CancelAfter(Ms(1));
            await Canceled(Forever);
            Assert.Null(scope.Remaining);
        });

    [LoopFact(Virtual = true)]
    public async Task A_passed_deadline_is_forgotten_once_the_scope_is_left()
    {
        await CancelScope.MoveOnAfter(Ms(10), () => Sleep(1));
        Assert.Equal(0, EventLoop.Current.Statistics.Timers);
        await Sleep(20);
    }

    [LoopFact(Virtual = true)]
    public async Task Many_deadlines_fire_in_their_order()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var delay in new[] { 30, 10, 20, 10, 5 })
                group.Start(() => CancelScope.MoveOnAfter(Ms(delay), () => trace.Note($"{delay}", Forever)));
            return Task.CompletedTask;
        });
        trace.Is("5!canceled@5 10!canceled@10 10!canceled@10 20!canceled@20 30!canceled@30");
    }

    [LoopFact(Virtual = true)]
    public async Task A_negative_delay_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => CancelScope.MoveOnAfter(Ms(-5), () => Sleep(1)));
        Assert.StartsWith("A delay is zero or more, or Timeout.InfiniteTimeSpan.", error.Message, StringComparison.Ordinal);
    }

    private static async Task<T> After<T>(double milliseconds, T result)
    {
        await Sleep(milliseconds);
        return result;
    }
}
