namespace Rondo.Tests.Cancellation;

/// <summary>Cleanup that has to await: protected, but not for ever.</summary>
public class ShieldTests
{
    private static readonly TimeSpan s_unbounded = Timeout.InfiniteTimeSpan;

    [LoopFact(Virtual = true)]
    public async Task A_shield_hides_the_cancellation_around_it()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await CancelScope.Shield(s_unbounded, () => trace.Note("shielded", () => Sleep(50)));
            await trace.Note("after", () => Sleep(50));
        });
        trace.Is("shielded@50 after!canceled@50");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancellation_that_comes_while_shielded_waits_for_the_end_of_the_shield()
    {
        var trace = new Trace();
        await CancelScope.MoveOnAfter(Ms(10), async () =>
        {
            await CancelScope.Shield(s_unbounded, () => trace.Note("shielded", () => Sleep(50)));
            await trace.Note("after", Forever);
        });
        trace.Is("shielded@50 after!canceled@50");
    }

    [LoopFact(Virtual = true)]
    public async Task The_bound_lets_a_pending_cancellation_in()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await trace.Note("shield", () => CancelScope.Shield(Ms(20), () => trace.Note("body", () => Sleep(100))));
        });
        trace.Is("body!canceled@20 shield!canceled@20", elapsed: 20);
    }

    [LoopFact(Virtual = true)]
    public async Task The_bound_alone_cancels_nothing()
    {
        var trace = new Trace();
        await CancelScope.Shield(Ms(20), () => trace.Note("body", () => Sleep(100)));
        trace.Is("body@100");
    }

    [LoopFact(Virtual = true)]
    public async Task After_the_bound_a_later_cancellation_comes_through()
    {
        var trace = new Trace();
        await CancelScope.MoveOnAfter(Ms(30), () => CancelScope.Shield(Ms(20), () => trace.Note("body", () => Sleep(100))));
        trace.Is("body!canceled@30");
    }

    [LoopFact(Virtual = true)]
    public async Task A_shield_of_zero_protects_nothing()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await CancelScope.Shield(TimeSpan.Zero, () => trace.Note("body", Forever));
        });
        trace.Is("body!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_scope_inside_a_shield_works_as_ever()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await CancelScope.Shield(s_unbounded, async () =>
            {
                Assert.False(await CancelScope.MoveOnAfter(Ms(10), () => trace.Note("inner", Forever)));
                await trace.Note("still shielded", () => Sleep(10));
            });
        });
        trace.Is("inner!canceled@10 still shielded@20");
    }

    [LoopFact(Virtual = true)]
    public async Task The_inner_shield_outlasts_the_outer_one()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await CancelScope.Shield(Ms(10), async () =>
            {
                await CancelScope.Shield(Ms(50), () => trace.Note("inner", () => Sleep(40)));
                await trace.Note("outer", Forever);
            });
        });
        trace.Is("inner@40 outer!canceled@40");
    }

    [LoopFact(Virtual = true)]
    public async Task A_shielded_group_starts_shielded_children()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await CancelScope.Shield(s_unbounded, () => TaskGroup.RunAsync(group =>
            {
                group.Start(() => trace.Note("child", () => Sleep(10)));
                return Task.CompletedTask;
            }));
        });
        trace.Is("child@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_child_started_inside_a_shield_belongs_to_its_group_and_is_not_shielded()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Cancel();
            await CancelScope.Shield(s_unbounded, async () =>
            {
                group.Start(() => trace.Note("child", Forever));
                await trace.Note("shielded", () => Sleep(10));
            });
        });
        trace.Is("child!canceled@0 shielded@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_shield_returns_a_result() =>
        Assert.Equal(5, await CancelScope.Shield(Ms(10), async () =>
        {
            await Sleep(1);
            return 5;
        }));

    [LoopFact(Virtual = true)]
    public async Task A_failure_passes_the_shield() =>
        Assert.Equal("boom", (await Fails(() => CancelScope.Shield(Ms(10), () => Fail("boom")))).Message);

    [LoopFact(Virtual = true)]
    public async Task Cleanup_in_a_finally_block_may_await_behind_a_shield()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), async () =>
        {
            try
            {
                await trace.Note("work", Forever);
            }
            finally
            {
                await CancelScope.Shield(Ms(100), () => trace.Note("cleanup", () => Sleep(30)));
            }
        }));
        trace.Is("work!canceled@10 cleanup@40");
    }

    [LoopFact(Virtual = true)]
    public async Task IsShielded_ends_with_the_bound()
    {
        var trace = new Trace();
        await CancelScope.Shield(Ms(10), async () =>
        {
            var shield = CancelScope.Current!;
            trace.Add($"{shield.IsShielded}");
            await Sleep(20);
            trace.Add($"{shield.IsShielded}");
        });
        trace.Is("True@0 False@20");
    }

    [LoopFact(Virtual = true)]
    public async Task A_negative_bound_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => CancelScope.Shield(Ms(-5), Forever));
        Assert.StartsWith("A shield's bound is zero or more, or Timeout.InfiniteTimeSpan.", error.Message, StringComparison.Ordinal);
    }
}
