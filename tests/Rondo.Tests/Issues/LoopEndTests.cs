namespace Rondo.Tests.Issues;

/// <summary>What is under way when a group or a loop ends has an outcome, and somebody who learns it.</summary>
public class LoopEndTests
{
    [LoopFact(Virtual = true)]
    public async Task A_task_that_is_started_between_the_last_ones_end_and_the_join_is_waited_for()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(outer =>
        {
            TaskGroup? group = null;
            outer.Start(async () =>
            {
                await TaskGroup.RunAsync(async inner =>
                {
                    group = inner;
                    inner.Start(async () => await EventLoop.Yield());
                });
                trace.Add("joined");
            });
            outer.Start(async () =>
            {
                await EventLoop.Yield();
                Assert.Equal(0, group!.Statistics.Running);
                group.Start(() => trace.Note("late", () => Sleep(5)));
            });
            return Task.CompletedTask;
        });
        trace.Is("late@5 joined@5");
    }

    [Fact]
    public async Task A_call_to_a_loop_that_ends_is_cancelled()
    {
        Task? call = null;
        await LoopThread.RunAsync(
            async () =>
            {
                var loop = EventLoop.Current;
                var begun = new TaskCompletionSource();
                await Task.Run(() =>
                {
                    call = loop.InvokeAsync(async () =>
                    {
                        begun.SetResult();
                        await EventLoop.SleepForever();
                    });
                });
                await begun.Task;
            },
            new EventLoopOptions { HandleSignals = false, GracePeriod = TimeSpan.Zero });
        Assert.True(call!.IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_call_that_finishes_within_the_grace_period_has_its_result()
    {
        Task<int>? call = null;
        await LoopThread.RunAsync(
            async () =>
            {
                var loop = EventLoop.Current;
                var begun = new TaskCompletionSource();
                await Task.Run(() =>
                {
                    call = loop.InvokeAsync(async () =>
                    {
                        begun.SetResult();
                        await EventLoop.Sleep(Ms(5));
                        return 7;
                    });
                });
                await begun.Task;
            },
            new EventLoopOptions { HandleSignals = false });
        Assert.Equal(7, await call!);
    }

    [LoopFact(Virtual = true)]
    public async Task A_call_that_an_ended_loop_refuses_lets_the_clock_go_on()
    {
        EventLoop? ended = null;
        await LoopThread.RunAsync(
            () =>
            {
                ended = EventLoop.Current;
                return Task.CompletedTask;
            },
            new EventLoopOptions { HandleSignals = false }).OrCancel();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ended!.InvokeAsync(() => 1));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ended!.InvokeAsync(() => Task.CompletedTask));
        await Sleep(1000);
    }

    [Fact]
    public async Task Detached_tasks_get_their_grace_period_when_the_program_fails()
    {
        var done = false;
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => LoopThread.RunAsync(
            () =>
            {
                TaskGroup.Detach("last words", async () =>
                {
                    await EventLoop.Sleep(Ms(5));
                    done = true;
                });
                throw new InvalidDataException("the program's own");
            },
            new EventLoopOptions { HandleSignals = false, GracePeriod = TimeSpan.FromMinutes(5) }));
        Assert.Equal("the program's own", error.Message);
        Assert.True(done);
    }

    [Theory]
    [InlineData(-1, 5000)]
    [InlineData(5000, -1)]
    [InlineData(-1, -1)]
    [InlineData(5000, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public async Task Periods_without_end_have_none(long grace, long hard)
    {
        static TimeSpan Span(long ms) => ms switch { -1 => Timeout.InfiniteTimeSpan, long.MaxValue => TimeSpan.MaxValue, _ => TimeSpan.FromMilliseconds(ms) };
        var reported = new List<Exception>();
        var done = false;
        await LoopThread.RunAsync(
            () =>
            {
                TaskGroup.Detach("last words", () => CancelScope.Shield(Timeout.InfiniteTimeSpan, async () =>
                {
                    await EventLoop.Sleep(Ms(20));
                    done = true;
                }));
                return Task.CompletedTask;
            },
            new EventLoopOptions { HandleSignals = false, GracePeriod = Span(grace), HardDeadline = Span(hard), UnhandledException = (_, exception) => reported.Add(exception) });
        Assert.Empty(reported);
        Assert.True(done);
    }

    [LoopFact(Virtual = true)]
    public Task A_starter_that_is_cancelled_after_the_task_was_ready_has_its_value() => TaskGroup.RunAsync(async group =>
    {
        var value = 0;
        await CancelScope.RunAsync(async scope =>
        {
            value = await group.StartAsync<int>(async signal =>
            {
                await EventLoop.Yield();
                signal.Ready(7);
                scope.Cancel();
                await Sleep(5);
            });
        });
        Assert.Equal(7, value);
    });
}
