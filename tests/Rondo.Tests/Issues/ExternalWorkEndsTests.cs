namespace Rondo.Tests.Issues;

/// <summary>The end of work off the loop did not wake a loop whose virtual clock had waited for it.</summary>
public class ExternalWorkEndsTests
{
    [LoopFact(Virtual = true, HangSeconds = 10)]
    public async Task The_clock_goes_on_when_the_last_work_off_the_loop_ends()
    {
        var scheduler = EventLoop.Current.Scheduler;
        for (var i = 0; i < 50; i++)
        {
            scheduler.BeginExternal();
            var other = new Thread(() =>
            {
                SpinWait.SpinUntil(() => !scheduler.IsBusy);
                scheduler.EndExternal();
            });
            other.Start();
            await Sleep(10);
            other.Join();
        }
    }
}
