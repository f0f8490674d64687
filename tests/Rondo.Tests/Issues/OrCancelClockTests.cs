namespace Rondo.Tests.Issues;

/// <summary>A foreign task whose wait was cancelled held the virtual clock for ever.</summary>
public class OrCancelClockTests
{
    [LoopFact(Virtual = true, HangSeconds = 5)]
    public async Task The_clock_goes_on_once_the_wait_is_cancelled()
    {
        var trace = new Trace();
        var never = new TaskCompletionSource();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("wait", async () => await never.Task.OrCancel()));
            await EventLoop.Yield();
            group.Cancel();
        });
        await trace.Note("sleep", () => Sleep(10));
        never.SetResult();
        await trace.Note("again", () => Sleep(10));
        trace.Is("wait!canceled@0 sleep@10 again@20");
    }
}
