namespace Rondo.Tests.Time;

/// <summary>Time that jumps; after trio's MockClock and tokio's pause.</summary>
public class VirtualClockTests
{
    [LoopFact(Virtual = true)]
    public async Task A_year_takes_no_time()
    {
        var trace = new Trace();
        await EventLoop.Sleep(TimeSpan.FromDays(365));
        trace.Is("", elapsed: TimeSpan.FromDays(365).TotalMilliseconds);
    }

    [LoopFact(Virtual = true)]
    public async Task The_clock_starts_at_the_turn_of_the_millennium()
    {
        var start = EventLoop.Current.Clock.GetUtcNow();
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), start);
        await Sleep(1500);
        Assert.Equal(start.AddSeconds(1.5), EventLoop.Current.Clock.GetUtcNow());
        Assert.Equal(Ms(1500), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }

    [Fact]
    public void The_clock_starts_where_it_is_told()
    {
        var start = new DateTimeOffset(1969, 7, 20, 20, 17, 40, TimeSpan.Zero);
        Assert.Equal(start, new VirtualClock(start).GetUtcNow());
    }

    [LoopFact(Virtual = true)]
    public async Task The_clock_does_not_move_while_a_task_is_ready()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("sleeper", () => Sleep(1)));
            group.Start(() => trace.Note("busy", () => Yields(10_000)));
            return Task.CompletedTask;
        });
        trace.Is("busy@0 sleeper@1");
    }

    [LoopFact(Virtual = true)]
    public async Task The_clock_jumps_from_deadline_to_deadline()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                await trace.Note("a", () => Sleep(10));
                await trace.Note("a again", () => Sleep(10));
            });
            group.Start(() => trace.Note("b", () => Sleep(15)));
            return Task.CompletedTask;
        });
        trace.Is("a@10 b@15 a again@20");
    }

    [LoopFact(Virtual = true)]
    public async Task Advance_fires_what_falls_due_in_order()
    {
        var trace = new Trace();
        var clock = (VirtualClock)EventLoop.Current.Clock;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("later", () => Sleep(20)));
            group.Start(() => trace.Note("sooner", () => Sleep(10)));
            clock.Advance(Ms(100));
            await trace.Note("body", () => Sleep(1));
        });
        trace.Is("sooner@100 later@100 body@101");
    }

    [Fact]
    public void Without_jumping_only_Advance_moves_it()
    {
        var clock = new VirtualClock(autoJump: false);
        Trace? trace = null;
        EventLoop.Run(
            () =>
            {
                trace = new Trace();
                return TaskGroup.RunAsync(group =>
                {
                    group.Start(() => trace.Note("sleep", () => Sleep(10)));
                    group.Start(async () =>
                    {
                        await Yields(100);
                        trace.Add("advancing");
                        clock.Advance(Ms(10));
                    });
                    return Task.CompletedTask;
                });
            },
            new EventLoopOptions { Clock = clock, HandleSignals = false });
        Assert.Equal(["advancing@0", "sleep@10"], trace!.Events);
    }

    [Fact]
    public void Advance_from_another_thread_wakes_the_loop()
    {
        var clock = new VirtualClock(autoJump: false);
        using var asleep = new ManualResetEventSlim();
        var other = new Thread(() =>
        {
            asleep.Wait();
            clock.Advance(Ms(10));
        });
        other.Start();
        EventLoop.Run(
            async () =>
            {
                var sleep = EventLoop.Sleep(Ms(10));
                asleep.Set();
                await sleep;
            },
            new EventLoopOptions { Clock = clock, HandleSignals = false });
        other.Join();
        Assert.Equal(Ms(10), clock.Elapsed);
    }

    [Fact]
    public void Jumping_can_be_switched_on_later()
    {
        var clock = new VirtualClock(autoJump: false);
        EventLoop.Run(
            async () =>
            {
                clock.AutoJump = true;
                await EventLoop.Sleep(Ms(10));
            },
            new EventLoopOptions { Clock = clock, HandleSignals = false });
        Assert.Equal(Ms(10), clock.Elapsed);
    }

    [Fact]
    public void It_does_not_go_backwards() => Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualClock().Advance(Ms(-5)));

    [LoopFact(Virtual = true)]
    public Task It_drives_one_loop()
    {
        var clock = (VirtualClock)EventLoop.Current.Clock;
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(() => EventLoop.Run(() => Task.CompletedTask, new EventLoopOptions { Clock = clock, HandleSignals = false })));
        thread.Start();
        thread.Join();
        Assert.Equal("This VirtualClock drives another loop already: a clock jumps when its loop is blocked, so each loop needs its own.", error!.Message);
        return Task.CompletedTask;
    }

    [Fact]
    public void It_may_drive_loops_one_after_the_other()
    {
        var clock = new VirtualClock();
        for (var i = 1; i <= 2; i++)
        {
            EventLoop.Run(() => Sleep(10), new EventLoopOptions { Clock = clock, HandleSignals = false });
            Assert.Equal(Ms(10 * i), clock.Elapsed);
        }
    }

    [Fact]
    public void Timers_need_a_loop() => Misuse(
        "This VirtualClock has no loop yet: pass it to a loop as EventLoopOptions.Clock.",
        () => { new VirtualClock().CreateTimer(_ => { }, null, Ms(1), Ms(1)); });

    [LoopFact(Virtual = true)]
    public async Task It_stands_still_during_a_call_to_another_loop()
    {
        var trace = new Trace();
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 1 });
        await TaskGroup.RunAsync(tasks =>
        {
            tasks.Start(() => trace.Note("sleep", () => Sleep(1)));
            tasks.Start(() => trace.Note("call", () => group.Loops[0].InvokeAsync(() => Yields(1000))));
            return Task.CompletedTask;
        });
        trace.Is("call@0 sleep@1");
    }

    [LoopFact(Virtual = true)]
    public async Task A_post_from_another_thread_comes_before_a_jump()
    {
        var trace = new Trace();
        var loop = EventLoop.Current;
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("sleep", () => Sleep(1)));
            group.Start(async () => await Task.Run(() => loop.Post(() => trace.Add("post"))).OrCancel());
            return Task.CompletedTask;
        });
        trace.Is("post@0 sleep@1");
    }
}
