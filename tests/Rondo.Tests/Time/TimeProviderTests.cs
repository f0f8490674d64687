namespace Rondo.Tests.Time;

/// <summary>Libraries that take a TimeProvider follow the loop's clock.</summary>
public class TimeProviderTests
{
    private static TimeProvider Clock => EventLoop.Current.Clock;

    [LoopFact(Virtual = true)]
    public async Task Task_Delay()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("delay", () => Task.Delay(Ms(10), Clock)));
            group.Start(() => trace.Note("sleep", () => Sleep(5)));
            group.Start(() => trace.Note("later", () => Sleep(15)));
            return Task.CompletedTask;
        });
        trace.Is("sleep@5 delay@10 later@15");
    }

    [LoopFact(Virtual = true)]
    public async Task Task_Delay_of_a_year()
    {
        var trace = new Trace();
        await Task.Delay(TimeSpan.FromDays(30), Clock);
        trace.Is("", elapsed: TimeSpan.FromDays(30).TotalMilliseconds);
    }

    [LoopFact(Virtual = true)]
    public async Task WaitAsync_with_a_timeout()
    {
        var trace = new Trace();
        await Assert.ThrowsAsync<TimeoutException>(() => new TaskCompletionSource().Task.WaitAsync(Ms(10), Clock));
        trace.Is("", elapsed: 10);
    }

    [LoopFact(Virtual = true)]
    public async Task A_periodic_timer()
    {
        var trace = new Trace();
        using var timer = new PeriodicTimer(Ms(10), Clock);
        for (var i = 0; i < 3; i++)
        {
            await timer.WaitForNextTickAsync();
            trace.Add("tick");
        }

        trace.Is("tick@10 tick@20 tick@30");
    }

    [LoopFact(Virtual = true)]
    public async Task A_periodic_timer_that_was_not_waited_for_ticks_once()
    {
        var trace = new Trace();
        using var timer = new PeriodicTimer(Ms(10), Clock);
        await Sleep(35);
        await timer.WaitForNextTickAsync();
        trace.Add("missed");
        await timer.WaitForNextTickAsync();
        trace.Add("next");
        trace.Is("missed@35 next@40");
    }

    [LoopFact(Virtual = true)]
    public async Task A_periodic_timer_can_change_its_period()
    {
        var trace = new Trace();
        using var timer = new PeriodicTimer(Ms(10), Clock);
        await timer.WaitForNextTickAsync();
        timer.Period = Ms(3);
        await timer.WaitForNextTickAsync();
        trace.Add("tick");
        trace.Is("tick@13");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancellation_source_with_a_delay()
    {
        var trace = new Trace();
        using var source = new CancellationTokenSource(Ms(10), Clock);
        source.Token.Register(() => trace.Add("cancelled"));
        await Sleep(20);
        trace.Is("cancelled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancellation_source_whose_delay_is_moved()
    {
        var trace = new Trace();
        using var source = new CancellationTokenSource(Ms(10), Clock);
        source.Token.Register(() => trace.Add("cancelled"));
        await Sleep(5);
        source.CancelAfter(Ms(10));
        await Sleep(20);
        trace.Is("cancelled@15");
    }

    [LoopFact(Virtual = true)]
    public async Task A_timer_fires_once()
    {
        var trace = new Trace();
        await using var timer = Clock.CreateTimer(_ => trace.Add("fired"), null, Ms(10), Timeout.InfiniteTimeSpan);
        await Sleep(50);
        trace.Is("fired@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_timer_repeats_until_it_is_disposed()
    {
        var trace = new Trace();
        var timer = Clock.CreateTimer(_ => trace.Add("fired"), null, Ms(1), Ms(10));
        await Sleep(25);
        await timer.DisposeAsync();
        await Sleep(50);
        Assert.False(timer.Change(Ms(1), Ms(1)));
        trace.Is("fired@1 fired@11 fired@21");
    }

    [LoopFact(Virtual = true)]
    public async Task A_timer_can_be_changed_and_switched_off()
    {
        var trace = new Trace();
        await using var timer = Clock.CreateTimer(_ => trace.Add("fired"), null, Ms(10), Timeout.InfiniteTimeSpan);
        Assert.True(timer.Change(Ms(20), Timeout.InfiniteTimeSpan));
        await Sleep(25);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await Sleep(50);
        trace.Is("fired@20");
    }

    [LoopFact(Virtual = true)]
    public async Task A_timer_due_at_once_fires_in_the_next_turn()
    {
        var trace = new Trace();
        await using var timer = Clock.CreateTimer(_ => trace.Add("fired"), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        trace.Add("created");
        await Sleep(0);
        trace.Is("created@0 fired@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_timer_changed_on_another_thread()
    {
        var trace = new Trace();
        await using var timer = Clock.CreateTimer(_ => trace.Add("fired"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await Task.Run(() => timer.Change(Ms(5), Timeout.InfiniteTimeSpan)).OrCancel();
        await Sleep(10);
        trace.Is("fired@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Callbacks_run_on_the_loop_without_its_context()
    {
        var thread = Environment.CurrentManagedThreadId;
        var seen = (0, (SynchronizationContext?)null);
        await using var timer = Clock.CreateTimer(_ => seen = (Environment.CurrentManagedThreadId, SynchronizationContext.Current), null, Ms(1), Timeout.InfiniteTimeSpan);
        await Sleep(2);
        Assert.Equal((thread, null), seen);
    }

    [LoopFact(Virtual = true)]
    public async Task Timestamps_measure_virtual_time()
    {
        var start = Clock.GetTimestamp();
        await Sleep(1234);
        Assert.Equal(Ms(1234), Clock.GetElapsedTime(start));
        Assert.Equal(1_000_000_000, Clock.TimestampFrequency);
    }

    [LoopFact(Virtual = true)]
    public async Task A_callback_that_throws_does_not_stop_the_clock()
    {
        var seen = new List<string>();
        await Task.Run(() => EventLoop.Run(
            async () =>
            {
                await using var timer = EventLoop.Current.Clock.CreateTimer(_ => throw new TestFailure("callback"), null, Ms(1), Timeout.InfiniteTimeSpan);
                await Sleep(5);
                seen.Add("slept");
            },
            new EventLoopOptions { Clock = new VirtualClock(), HandleSignals = false, UnhandledException = (_, exception) => seen.Add(exception.Message) }));
        Assert.Equal(["callback", "slept"], seen);
    }
}
