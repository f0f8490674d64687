namespace Rondo.Tests.Issues;

/// <summary>
/// A result from outside that is looked at before its work has stopped counting left a loop under virtual time asleep: its
/// clock stood still, and nobody woke it.
/// </summary>
public class ExternalEndsLateTests
{
    [LoopFact(Virtual = true, HangSeconds = 20)]
    public async Task A_clock_that_stood_still_goes_on_when_the_last_work_outside_has_ended()
    {
        var scheduler = EventLoop.Current.Scheduler;
        for (var i = 0; i < 200; i++)
        {
            scheduler.BeginExternal();
            ThreadPool.UnsafeQueueUserWorkItem(_ => scheduler.EndExternal(), null);
            await EventLoop.Sleep(TimeSpan.FromSeconds(1)); // the loop waits for the outside first, then jumps
        }

        Assert.Equal(TimeSpan.FromSeconds(200), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }
}
