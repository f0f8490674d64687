namespace Rondo.Tests.Core;

/// <summary>The loop's promises to whoever posts, runs and waits.</summary>
public class EventLoopTests
{
    [Fact]
    public void Nothing_is_current_outside_of_a_loop()
    {
        Assert.Null(EventLoop.TryCurrent);
        var failure = Assert.Throws<InvalidOperationException>(() => EventLoop.Current);
        Assert.StartsWith("EventLoop.Current needs an event loop, and this thread (", failure.Message);
        Assert.EndsWith("Call it inside EventLoop.Run(...), or hand the work to a loop with loop.InvokeAsync(...).", failure.Message);
    }

    [LoopFact]
    public async Task Posts_of_one_thread_run_in_their_order()
    {
        var order = new List<int>();
        for (var i = 0; i < 1000; i++)
            EventLoop.Current.Post(value => order.Add((int)value!), i);
        Assert.Empty(order);
        await EventLoop.Yield();
        Assert.Equal(Enumerable.Range(0, 1000), order);
    }

    [Fact]
    public void An_exception_that_escapes_a_callback_does_not_unwind_the_loop()
    {
        var seen = new List<string>();
        var result = EventLoop.Run(
            async () =>
            {
                EventLoop.Current.Post(static () => throw new InvalidDataException("escaped"));
                await EventLoop.Yield();
                await EventLoop.Yield();
                return "lives on";
            },
            new EventLoopOptions { UnhandledException = (_, exception) => seen.Add(exception.Message) });
        Assert.Equal("lives on", result);
        Assert.Equal(["escaped"], seen);
    }

    [Fact]
    public void By_default_it_fails_the_program_and_nothing_is_lost()
    {
        var reason = default(CancelReason);
        var failure = Assert.Throws<InvalidDataException>(() => EventLoop.Run(static () => Wait(out _)));
        Assert.Equal("escaped", failure.Message);

        failure = Assert.Throws<InvalidDataException>(() => EventLoop.Run(async () =>
        {
            EventLoop.Current.Post(static () => throw new InvalidDataException("escaped"));
            try
            {
                await EventLoop.SleepForever();
            }
            catch (ScopeCanceledException canceled)
            {
                reason = canceled.Reason;
                throw;
            }
        }));
        Assert.Equal(CancelKind.SiblingFailed, reason!.Kind);
        Assert.Same(failure, reason.Cause);

        static Task Wait(out int posted)
        {
            posted = 1;
            EventLoop.Current.Post(static () => throw new InvalidDataException("escaped"));
            return EventLoop.SleepForever().AsTask();
        }
    }

    [Fact]
    public void A_handler_that_throws_itself_does_not_unwind_the_loop()
    {
        EventLoop.Run(
            async () =>
            {
                EventLoop.Current.Post(static () => throw new InvalidDataException("escaped"));
                await EventLoop.Yield();
                await EventLoop.Yield();
            },
            new EventLoopOptions { UnhandledException = static (_, _) => throw new InvalidOperationException("the handler's own") });
    }

    [LoopFact]
    public async Task Timers_fire_while_tasks_yield_without_end()
    {
        var ticks = 0;
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                while (true)
                    await EventLoop.Yield();
            });
            group.Start(async () =>
            {
                for (; ticks < 3; ticks++)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                group.Cancel();
            });
            return Task.CompletedTask;
        });
        Assert.Equal(3, ticks);
    }

    [LoopFact]
    public async Task Posts_from_other_threads_arrive_while_tasks_yield_without_end()
    {
        var loop = EventLoop.Current;
        var arrived = false;
        using var thread = new ThreadOnce(() => loop.Post(() => arrived = true));
        while (!arrived)
            await EventLoop.Yield();
        Assert.True(arrived);
    }

    [LoopFact]
    public async Task An_operation_that_always_completes_at_once_gives_way_after_its_budget()
    {
        var channel = new Rondo.Sync.Channel<int>(1000);
        var others = 0;
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 1000; i++)
                await channel.SendAsync(i);
            EventLoop.Current.Post(() => others++);
            for (var i = 0; i < 1000; i++)
                Assert.Equal(i, await channel.ReceiveAsync());
        });
        Assert.Equal(1, others);
    }

    [LoopFact]
    public async Task InvokeAsync_on_the_loop_itself_just_runs()
    {
        var thread = Environment.CurrentManagedThreadId;
        Assert.Equal(thread, await EventLoop.Current.InvokeAsync(static () => Environment.CurrentManagedThreadId));
    }

    [Fact]
    public async Task A_loop_that_has_ended_says_so()
    {
        var loop = EventLoop.Run(static () => Task.FromResult(EventLoop.Current), new EventLoopOptions { Name = "late" });
        var failure = Assert.Throws<ObjectDisposedException>(() => loop.Post(static () => { }));
        Assert.StartsWith("The event loop 'late' has ended and runs nothing any more.", failure.Message);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => loop.InvokeAsync(static () => 1));
    }

    [Fact]
    public void A_seed_gives_the_same_order_again_and_other_seeds_other_orders()
    {
        var orders = Enumerable.Range(0, 20).Select(Order).ToArray();
        Assert.Equal(orders, Enumerable.Range(0, 20).Select(Order));
        Assert.True(orders.Distinct().Count() > 15);

        static string Order(int seed) => EventLoop.Run(
            static async () =>
            {
                var order = "";
                await TaskGroup.RunAsync(group =>
                {
                    foreach (var name in "abcdefgh")
                    {
                        group.Start(async () =>
                        {
                            await EventLoop.Yield();
                            order += name;
                        });
                    }

                    return Task.CompletedTask;
                });
                return order;
            },
            new EventLoopOptions { Seed = seed });
    }

    private sealed class ThreadOnce : IDisposable
    {
        private readonly Thread _thread;

        internal ThreadOnce(Action action)
        {
            _thread = new Thread(() => action());
            _thread.Start();
        }

        public void Dispose() => _thread.Join();
    }
}
