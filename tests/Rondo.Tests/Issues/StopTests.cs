namespace Rondo.Tests.Issues;

/// <summary>Stop forgot a group whose only member was its body, and gave a deadline as the reason.</summary>
public class StopTests
{
    [LoopFact(Virtual = true)]
    public async Task Stop_reaches_the_body_and_says_why()
    {
        var trace = new Trace();
        CancelReason? reason = null;
        await TaskGroup.RunAsync(async group =>
        {
            group.Stop(Ms(20));
            await trace.Note("body", async () => reason = (await Canceled(Forever)).Reason);
        });
        trace.Is("body@20");
        Assert.Equal(CancelKind.Shutdown, reason?.Kind);
        Assert.Equal("the group was stopped and its grace period of 20 ms is over", reason?.Message);
    }

    [LoopFact(Virtual = true)]
    public Task A_stop_without_grace_says_so() => TaskGroup.RunAsync(async group =>
    {
        group.Stop(TimeSpan.Zero);
        var canceled = await Canceled(Forever);
        Assert.Equal("the group was stopped without a grace period", canceled.Reason.Message);
    });

    [LoopFact(Virtual = true)]
    public async Task A_later_stop_may_shorten_the_grace_period_but_not_lengthen_it()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("child", Forever));
            group.Stop(Ms(50));
            group.Stop(Ms(20));
            group.Stop(Ms(90));
            return Task.CompletedTask;
        });
        trace.Is("child!canceled@20");
    }
}
