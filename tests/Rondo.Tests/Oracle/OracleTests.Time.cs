namespace Rondo.Tests.Oracle;

public sealed partial class OracleTests
{
    [LoopFact(Virtual = true)]
    public Task Sleeps_wake_in_order() => Same(t => TaskGroup.RunAsync(g =>
    {
        foreach (var ms in new[] { 30, 10, 20, 5, 25 })
            g.Start(() => t.Note($"{ms}", () => Sleep(ms)));
        return Task.CompletedTask;
    }));

    [LoopFact(Virtual = true)]
    public Task Timeout_cuts_off() => Same(t => Timeout(t, () => CancelScope.FailAfter(Ms(10), () => t.Note("body", Forever))));

    [LoopFact(Virtual = true)]
    public Task Timeout_leaves_a_quick_body_alone() => Same(async t =>
    {
        await CancelScope.FailAfter(Ms(10), () => t.Note("body", () => Sleep(5)));
        await t.Note("after", () => Sleep(20));
    });

    [LoopFact(Virtual = true)]
    public Task Timeout_inner_first() => Same(t => CancelScope.FailAfter(Ms(30), async () =>
    {
        await Timeout(t, () => CancelScope.FailAfter(Ms(10), () => t.Note("inner", Forever)), "inner timeout");
        await t.Note("outer", () => Sleep(5));
    }));

    [LoopFact(Virtual = true)]
    public Task Timeout_outer_first() => Same(t => Timeout(
        t,
        () => CancelScope.FailAfter(Ms(10), () => t.Note("inner", () => CancelScope.FailAfter(Ms(30), Forever))),
        "outer timeout"));

    [LoopFact(Virtual = true)]
    public Task Timeout_moved_later() => Same(t => Timeout(t, () => FailAfter(10, async scope =>
    {
        await Sleep(5);
        scope.CancelAfter(Ms(20));
        await t.Note("body", Forever);
    })));

    [LoopFact(Virtual = true)]
    public Task Timeout_moved_earlier() => Same(t => Timeout(t, () => FailAfter(100, async scope =>
    {
        scope.CancelAfter(Ms(20));
        await t.Note("body", Forever);
    })));

    [LoopFact(Virtual = true)]
    public Task Timeout_removed() => Same(t => FailAfter(10, async scope =>
    {
        scope.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);
        await t.Note("body", () => Sleep(50));
    }));

    [LoopFact(Virtual = true)]
    public Task Timeout_of_zero() => Same(t => Timeout(t, () => CancelScope.FailAfter(TimeSpan.Zero, async () =>
    {
        t.Add("runs");
        await t.Note("body", () => Sleep(10));
    })));

    [LoopFact(Virtual = true)]
    public Task Timeout_passes_a_failure() => Same(async t =>
    {
        try
        {
            await CancelScope.FailAfter(Ms(10), () => t.Note("body", () => Fail("boom", 5)));
        }
        catch (TestFailure failure)
        {
            t.Add($"failed {failure.Message}");
        }
    });

    [LoopFact(Virtual = true)]
    public Task Timeout_in_a_cancelled_task_is_no_timeout() => Same(t => TaskGroup.RunAsync(async g =>
    {
        var task = Spawn(g, () => t.Note("task", () => CancelScope.FailAfter(Ms(20), Forever)));
        await Sleep(10);
        task.Cancel();
    }));

    [LoopFact(Virtual = true)]
    public Task Timeout_around_a_group() => Same(t => Timeout(t, () => CancelScope.FailAfter(Ms(10), () => TaskGroup.RunAsync(g =>
    {
        g.Start(() => t.Note("child", Forever));
        g.Start(() => t.Note("quick", () => Sleep(5)));
        return Task.CompletedTask;
    }))));

    [LoopFact(Virtual = true)]
    public Task Wait_for_a_result() => Same(async t =>
    {
        var value = await CancelScope.FailAfter(Ms(10), async () =>
        {
            await Sleep(5);
            return 7;
        });
        t.Add($"got {value}");
    });

    [LoopFact(Virtual = true)]
    public Task Wait_for_too_long() => Same(t => Timeout(t, () => CancelScope.FailAfter(Ms(10), () => t.Note("body", Forever))));
}
