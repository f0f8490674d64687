namespace Rondo.Tests.Tasks;

/// <summary>Stop, grace, cancel; tasks that outlive their starter; misuse.</summary>
public class LifetimeTests
{
    [LoopFact(Virtual = true)]
    public async Task Stop_lets_tasks_finish_up()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                while (!group.StopToken.IsCancellationRequested)
                    await Sleep(10);
                trace.Add("finished up");
            });
            await Sleep(25);
            group.Stop(Ms(100));
        });
        trace.Is("finished up@30");
    }

    [LoopFact(Virtual = true)]
    public async Task After_the_grace_period_tasks_are_cancelled()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("stubborn", Forever));
            group.Start(() => trace.Note("polite", () => Sleep(30)));
            group.Stop(Ms(50));
            return Task.CompletedTask;
        });
        trace.Is("polite@30 stubborn!canceled@50");
    }

    [LoopFact(Virtual = true)]
    public async Task Stop_without_grace_cancels_at_once()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("child", Forever));
            await Sleep(5);
            group.Stop(TimeSpan.Zero);
        });
        trace.Is("child!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Stop_with_endless_patience_only_asks()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("child", () => Sleep(1e6)));
            group.Stop(Timeout.InfiniteTimeSpan);
            Assert.True(group.StopToken.IsCancellationRequested);
            return Task.CompletedTask;
        });
        trace.Is("child@1000000");
    }

    [LoopFact(Virtual = true)]
    public async Task A_group_that_is_stopped_still_starts_tasks()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Stop(Ms(20));
            group.Start(() => trace.Note("late", Forever));
            return Task.CompletedTask;
        });
        trace.Is("late!canceled@20");
    }

    [LoopFact(Virtual = true)]
    public async Task StopToken_callbacks_run_at_the_stop()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.StopToken.Register(() => trace.Add("asked"));
            await Sleep(5);
            group.Stop(Ms(100));
        });
        trace.Is("asked@5");
    }

    [Fact]
    public void A_detached_task_outlives_its_starter_and_the_loop_waits_for_it()
    {
        Trace? trace = null;
        EventLoop.Run(
            () =>
            {
                trace = new Trace();
                TaskGroup.Detach("report", () => trace.Note("report", () => Sleep(100)));
                trace.Add("main");
                return Task.CompletedTask;
            },
            Virtual());
        Assert.Equal(["main@0", "report@100"], trace!.Events);
    }

    [Fact]
    public void A_detached_task_that_takes_longer_than_the_grace_period_is_cancelled()
    {
        Trace? trace = null;
        EventLoop.Run(
            () =>
            {
                trace = new Trace();
                TaskGroup.Detach("endless", () => trace.Note("endless", Forever));
                return Task.CompletedTask;
            },
            Virtual());
        Assert.Equal(["endless!canceled@5000"], trace!.Events);
    }

    [Fact]
    public void A_detached_failure_goes_to_the_handler_and_cancels_nobody()
    {
        var seen = new List<string>();
        Trace? trace = null;
        EventLoop.Run(
            async () =>
            {
                trace = new Trace();
                TaskGroup.Detach("bad", () => Fail("detached", after: 5));
                await trace.Note("main", () => Sleep(10));
            },
            Virtual((_, exception) => seen.Add(exception.Message)));
        Assert.Equal(["detached"], seen);
        Assert.Equal(["main@10"], trace!.Events);
    }

    [Fact]
    public void A_detached_task_does_not_belong_to_the_scope_it_was_started_in()
    {
        Trace? trace = null;
        EventLoop.Run(
            async () =>
            {
                trace = new Trace();
                await CancelScope.RunAsync(scope =>
                {
                    TaskGroup.Detach("free", () => trace.Note("free", () => Sleep(5)));
                    scope.Cancel();
                    return trace.Note("bound", Forever);
                });
            },
            Virtual());
        Assert.Equal(["bound!canceled@0", "free@5"], trace!.Events);
    }

    [Fact]
    public void Tasks_that_ignore_their_cancellation_are_named_and_left_behind()
    {
        var seen = new List<string>();
        EventLoop.Run(
            () =>
            {
                TaskGroup.Detach("deaf", () => CancelScope.Shield(Timeout.InfiniteTimeSpan, Forever));
                return Task.CompletedTask;
            },
            Virtual((_, exception) => seen.Add(exception.Message)));
        Assert.Equal(["The loop 'loop' ended with 1 tasks that ignored their cancellation for 5 s, and abandoned them: deaf."], seen);
    }

    [LoopFact(Virtual = true)]
    public async Task Detach_needs_a_name()
    {
        Assert.Throws<ArgumentException>(() => TaskGroup.Detach(" ", Forever));
        await Sleep(0);
    }

    [Fact]
    public void Run_returns_the_result() => Assert.Equal(3, EventLoop.Run(() => Task.FromResult(3), Virtual()));

    [Fact]
    public void Run_throws_what_main_throws() => Assert.Equal("main", Assert.Throws<TestFailure>(() => EventLoop.Run(() => Fail("main", after: 1), Virtual())).Message);

    [LoopFact(Virtual = true)]
    public Task Run_inside_a_loop_is_refused()
    {
        Misuse("EventLoop.Run was called inside the loop 'test': await the function instead, or start an EventLoopGroup.", () => EventLoop.Run(() => Task.CompletedTask));
        return Task.CompletedTask;
    }

    [LoopFact(Virtual = true)]
    public async Task Start_after_the_end_is_refused()
    {
        TaskGroup? ended = null;
        await TaskGroup.RunAsync(group =>
        {
            ended = group;
            return Task.CompletedTask;
        });
        Misuse("This task group has ended: a task started now would have no parent. Start tasks inside the group's body, or use TaskGroup.Detach.", () => ended!.Start(Forever));
    }

    [LoopFact(Virtual = true)]
    public async Task Start_after_the_end_names_the_group()
    {
        TaskGroup? ended = null;
        await TaskGroup.RunAsync(
            group =>
            {
                ended = group;
                return Task.CompletedTask;
            },
            "uploads");
        Misuse("The task group 'uploads' has ended: a task started now would have no parent. Start tasks inside the group's body, or use TaskGroup.Detach.", () => ended!.Start(Forever));
    }

    [LoopFact(Virtual = true)]
    public Task Start_from_another_thread_is_refused() => TaskGroup.RunAsync(async group =>
    {
        var error = await Task.Run(() => Record.Exception(() => group.Start(Forever)));
        Assert.Matches(@"^TaskGroup\.Start was called on thread '.*', which is not the group's loop\. Hand the call to the loop with loop\.InvokeAsync\(\.\.\.\)\.$", error!.Message);
    });

    [LoopFact(Virtual = true)]
    public async Task A_ValueTask_awaited_twice_is_refused()
    {
        var sleep = EventLoop.Sleep(Ms(1));
        await sleep;
        await Misuse("This ValueTask was already awaited: it can be awaited once. Call AsTask() to await it from several places.", async () => await sleep);
    }

    [LoopFact(Virtual = true)]
    public async Task A_sleep_off_any_loop_is_refused()
    {
        var error = await Task.Run(() => Record.Exception(() => { _ = EventLoop.Sleep(Ms(1)); }));
        Assert.StartsWith("EventLoop.Sleep needs an event loop, and this thread (", error!.Message, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public Task Blocking_on_a_task_is_refused() => TaskGroup.RunAsync(group =>
    {
        var child = group.Start(() => Sleep(5));
        var error = Assert.Throws<InvalidOperationException>(() => child.AsTask().Wait());
        Assert.StartsWith("A task was waited for synchronously (.Result, .Wait() or .GetAwaiter().GetResult()) on an event loop.", error.Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    private static EventLoopOptions Virtual(Action<EventLoop, Exception>? unhandled = null) =>
        new() { Clock = new VirtualClock(), HandleSignals = false, UnhandledException = unhandled };
}
