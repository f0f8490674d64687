namespace Rondo.Tests.Time;

/// <summary>Waiting on the loop's clock.</summary>
public class SleepTests
{
    [LoopFact(Virtual = true)]
    public async Task Sleepers_wake_in_the_order_of_their_deadlines()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var delay in new[] { 30, 10, 20, 5, 25 })
                group.Start(() => trace.Note($"{delay}", () => Sleep(delay)));
            return Task.CompletedTask;
        });
        trace.Is("5@5 10@10 20@20 25@25 30@30");
    }

    [LoopFact(Virtual = true)]
    public async Task Equal_deadlines_wake_in_the_order_of_arming()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("a", () => Sleep(10)));
            await Sleep(5);
            group.Start(() => trace.Note("b", () => Sleep(5)));
            group.Start(() => trace.Note("c", () => Sleep(5)));
        });
        trace.Is("a@10 b@10 c@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Sleep_of_zero_gives_way()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("zero", () => Sleep(0)));
            trace.Add("body");
            return Task.CompletedTask;
        });
        trace.Is("body@0 zero@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_negative_sleep_gives_way_too()
    {
        var trace = new Trace();
        await trace.Note("negative", () => Sleep(-10));
        trace.Is("negative@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Sleeps_add_up()
    {
        var trace = new Trace();
        for (var i = 1; i <= 4; i++)
            await trace.Note($"{i}", () => Sleep(i));
        trace.Is("1@1 2@3 3@6 4@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_sleep_leaves_no_timer()
    {
        await CancelScope.MoveOnAfter(Ms(5), () => Sleep(1000));
        Assert.Equal(0, EventLoop.Current.Statistics.Timers);
    }

    [LoopFact(Virtual = true)]
    public async Task SleepForever_ends_with_a_cancellation()
    {
        var trace = new Trace();
        await CancelScope.MoveOnAfter(TimeSpan.FromDays(365), () => trace.Note("forever", Forever));
        trace.Is("forever!canceled@31536000000");
    }

    [LoopFact(Virtual = true)]
    public async Task Two_thousand_sleepers_due_at_once_all_wake()
    {
        var awake = new List<int>();
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var me = i;
                group.Start(async () =>
                {
                    await Sleep(1);
                    awake.Add(me);
                });
            }

            return Task.CompletedTask;
        });
        Assert.Equal(Enumerable.Range(0, 2000), awake);
    }

    [LoopFact(Virtual = true)]
    public async Task Microseconds_count()
    {
        var trace = new Trace();
        await trace.Note("a", () => Sleep(0.001));
        await trace.Note("b", () => Sleep(0.25));
        trace.Is("a@0.001 b@0.251");
    }

    [LoopFact(Virtual = true)]
    public async Task A_yield_runs_everything_that_is_ready_once()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await EventLoop.Yield();
                trace.Add("a1");
                await EventLoop.Yield();
                trace.Add("a2");
            });
            await EventLoop.Yield();
            trace.Add("body1");
            await EventLoop.Yield();
            trace.Add("body2");
        });
        trace.Is("a1@0 body1@0 a2@0 body2@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Endless_yields_do_not_starve_timers()
    {
        var trace = new Trace();
        var loop = EventLoop.Current;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await Sleep(0);
                group.Cancel();
            });
            await trace.Note("spinner", async () =>
            {
                while (true)
                    await EventLoop.Yield();
            });
        });
        trace.Is("spinner!canceled@0");
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task Shuffled_sleepers_still_keep_their_time()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var delay in new[] { 3, 1, 2 })
                group.Start(() => trace.Note($"{delay}", () => Sleep(delay)));
            return Task.CompletedTask;
        });
        trace.Is("1@1 2@2 3@3");
    }
}
