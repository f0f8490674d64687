namespace Rondo.Tests.Cancellation;

/// <summary>A cancellation says why.</summary>
public class ReasonTests
{
    [LoopFact(Virtual = true)]
    public Task A_request_without_words() => CancelScope.RunAsync(async scope =>
    {
        scope.Cancel();
        var canceled = await Canceled(Forever);
        Assert.Equal("Canceled: cancellation was requested.", canceled.Message);
        Assert.Equal(CancelReason.Requested, canceled.Reason);
        Assert.Null(canceled.ScopeName);
    });

    [LoopFact(Virtual = true)]
    public Task A_named_scope() => CancelScope.RunAsync(
        async scope =>
        {
            scope.Cancel("the user left");
            var canceled = await Canceled(Forever);
            Assert.Equal("Canceled: the user left (scope 'session').", canceled.Message);
            Assert.Equal("session", canceled.ScopeName);
            Assert.Equal("session", scope.Name);
        },
        "session");

    [LoopFact(Virtual = true)]
    public Task A_deadline() => CancelScope.MoveOnAfter(Ms(250), async scope =>
    {
        var canceled = await Canceled(Forever);
        Assert.Equal("Canceled: the deadline of 250 ms passed.", canceled.Message);
        Assert.Equal(CancelKind.Deadline, canceled.Reason.Kind);
        Assert.Same(canceled.Reason, scope.Reason);
    });

    [LoopFact(Virtual = true)]
    public Task A_reason_of_ones_own() => CancelScope.RunAsync(async scope =>
    {
        var cause = new TestFailure("cable");
        scope.Cancel(new CancelReason(CancelKind.Disconnected, "the client went away", cause));
        var canceled = await Canceled(Forever);
        Assert.Equal("Canceled: the client went away.", canceled.Message);
        Assert.Same(cause, canceled.Reason.Cause);
    });

    [LoopFact(Virtual = true)]
    public async Task A_sibling_that_failed()
    {
        ScopeCanceledException? seen = null;
        await Fails(() => TaskGroup.RunAsync(
            group =>
            {
                group.Start(async () => seen = await Canceled(Forever));
                group.Start(() => Fail("disk full.", after: 1));
                return Task.CompletedTask;
            },
            "uploads"));
        Assert.Equal("Canceled: another task of the group failed with TestFailure: disk full (scope 'uploads').", seen!.Message);
        Assert.Equal(CancelKind.SiblingFailed, seen.Reason.Kind);
        Assert.IsType<TestFailure>(seen.Reason.Cause);
    }

    [LoopFact(Virtual = true)]
    public Task The_outermost_cancelled_scope_gives_the_reason() => CancelScope.RunAsync(async outer =>
    {
        await Canceled(() => CancelScope.RunAsync(async inner =>
        {
            inner.Cancel("inner");
            Assert.Equal("Canceled: inner.", (await Canceled(Forever)).Message);
            outer.Cancel("outer");
            Assert.Equal("Canceled: outer.", (await Canceled(Forever)).Message);
            throw await Canceled(Forever);
        }));
    });

    [LoopFact(Virtual = true)]
    public Task Behind_a_shield_only_what_is_inside_gives_the_reason() => CancelScope.RunAsync(async outer =>
    {
        outer.Cancel("outer");
        await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => CancelScope.RunAsync(async inner =>
        {
            inner.Cancel("inner");
            Assert.Equal("Canceled: inner.", (await Canceled(Forever)).Message);
        }));
    });

    [LoopFact(Virtual = true)]
    public Task A_deadline_that_was_moved_tells_the_last_delay() => CancelScope.MoveOnAfter(Ms(250), async scope =>
    {
        scope.CancelAfter(TimeSpan.FromMinutes(3));
        Assert.Equal("Canceled: the deadline of 00:03:00 passed.", (await Canceled(Forever)).Message);
    });

    [LoopFact(Virtual = true)]
    public Task A_reason_reads_as_its_message()
    {
        Assert.Equal("why", new CancelReason(CancelKind.Requested, "why").ToString());
        return Task.CompletedTask;
    }
}
