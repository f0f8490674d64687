namespace Rondo.Tests.Issues;

/// <summary>Infinite sleeps were timers in the far future, which a virtual clock jumped to.</summary>
public class SleepForeverJumpsTests
{
    [LoopFact(Virtual = true, HangSeconds = 5)]
    public async Task An_infinite_sleep_is_no_deadline_to_jump_to()
    {
        var trace = new Trace();
        var loop = EventLoop.Current;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("forever", Forever));
            group.Start(() => trace.Note("longest", async () => await EventLoop.Sleep(TimeSpan.MaxValue)));
            using var timer = new Timer(_ => loop.Post(() => group.Cancel()), null, 30, Timeout.Infinite);
            await trace.Note("body", Forever);
        });
        trace.Is("forever!canceled@0 longest!canceled@0 body!canceled@0", elapsed: 0);
    }
}
