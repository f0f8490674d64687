namespace Rondo.Tests.Issues;

/// <summary>A StartAsync that was cancelled left its task running, and lost the task's failure.</summary>
public class StartAsyncCanceledTests
{
    [LoopFact(Virtual = true)]
    public async Task Cancelling_StartAsync_cancels_the_task_and_waits_for_it()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            var finished = await CancelScope.MoveOnAfter(Ms(10), () => group.StartAsync<int>(async _ =>
            {
                try
                {
                    await trace.Note("child", Forever);
                }
                finally
                {
                    await CancelScope.Shield(Ms(100), () => trace.Note("cleanup", () => Sleep(5)));
                }
            }));
            Assert.Equal(0, finished);
            trace.Add("moved on");
            Assert.Equal(0, group.Statistics.Running);
        });
        trace.Is("child!canceled@10 cleanup@15 moved on@15");
    }

    [LoopFact(Virtual = true)]
    public Task A_failure_while_it_is_cancelled_is_thrown_by_StartAsync() => TaskGroup.RunAsync(async group =>
    {
        var failure = await Fails(() => CancelScope.MoveOnAfter(Ms(10), () => group.StartAsync<int>(async _ =>
        {
            try
            {
                await Forever();
            }
            finally
            {
                await Fail("cleanup failed");
            }
        })));
        Assert.Equal("cleanup failed", failure.Message);
    });

    [LoopFact(Virtual = true)]
    public async Task A_task_that_was_ready_goes_on_when_the_starter_is_cancelled()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            await CancelScope.MoveOnAfter(Ms(10), async () =>
            {
                await group.StartAsync<int>(async signal =>
                {
                    signal.Ready(1);
                    await trace.Note("child", () => Sleep(20));
                });
                await Forever();
            });
            trace.Add("moved on");
        });
        trace.Is("moved on@10 child@20");
    }
}
