using Rondo.Sync;

namespace Rondo.Tests.Offload;

public class OffloadTests
{
    [LoopFact(Virtual = true)]
    public async Task It_runs_on_another_thread_and_comes_home()
    {
        var home = Environment.CurrentManagedThreadId;
        var (thread, name, pool) = await Rondo.Offload.RunAsync(() => (Environment.CurrentManagedThreadId, Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread));
        Assert.NotEqual(home, thread);
        Assert.False(pool);
        Assert.StartsWith("rondo-worker-", name, StringComparison.Ordinal);
        Assert.Equal(home, Environment.CurrentManagedThreadId);
    }

    [LoopFact(Virtual = true)]
    public async Task An_action_has_no_result()
    {
        var ran = false;
        await Rondo.Offload.RunAsync(() => { ran = true; });
        Assert.True(ran);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_comes_back_as_it_was_with_its_stack()
    {
        var failure = await Fails(() => Rondo.Offload.RunAsync(Explode));
        Assert.Equal("in the worker", failure.Message);
        Assert.Contains(nameof(Explode), failure.StackTrace, StringComparison.Ordinal);

        static void Explode() => throw new TestFailure("in the worker");
    }

    [LoopFact(Virtual = true)]
    public async Task The_loop_goes_on_meanwhile()
    {
        var trace = new Trace();
        using var gate = new ManualResetEventSlim();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("offloaded", () => Rondo.Offload.RunAsync(gate.Wait)));
            group.Start(async () =>
            {
                await trace.Note("loop", () => Yields(100));
                gate.Set();
            });
            return Task.CompletedTask;
        });
        trace.Is("loop@0 offloaded@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Virtual_time_stands_still_meanwhile()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("sleep", () => Sleep(1)));
            group.Start(() => trace.Note("offloaded", () => Rondo.Offload.RunAsync(() => Thread.SpinWait(500_000))));
            return Task.CompletedTask;
        });
        trace.Is("offloaded@0 sleep@1");
    }

    [LoopFact(Virtual = true)]
    public async Task Async_locals_flow_to_the_worker_and_not_back()
    {
        var local = new AsyncLocal<string> { Value = "loop" };
        Assert.Equal("loop", await Rondo.Offload.RunAsync(() =>
        {
            var seen = local.Value;
            local.Value = "worker";
            return seen;
        }));
        Assert.Equal("loop", local.Value);
        Assert.NotEqual("worker", await Rondo.Offload.RunAsync(() => local.Value));
    }

    [LoopFact(Virtual = true)]
    public async Task The_limiter_bounds_how_many_run()
    {
        var limiter = new CapacityLimiter(2);
        var (running, most) = (0, 0);
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 10; i++)
            {
                group.Start(() => Rondo.Offload.RunAsync(
                    () =>
                    {
                        var now = Interlocked.Increment(ref running);
                        InterlockedMax(ref most, now);
                        Thread.SpinWait(20_000);
                        Interlocked.Decrement(ref running);
                    },
                    limiter));
            }

            Assert.Equal(2, limiter.BorrowedTokens);
            Assert.Equal(8, limiter.Statistics.Waiting);
            return Task.CompletedTask;
        });
        Assert.InRange(most, 1, 2);
        Assert.Equal(0, limiter.BorrowedTokens);
    }

    [LoopFact(Virtual = true)]
    public async Task The_default_limiter_is_the_loops_and_can_be_resized()
    {
        Assert.Same(Rondo.Offload.DefaultLimiter, Rondo.Offload.DefaultLimiter);
        Assert.Equal(Math.Max(4, 4 * Environment.ProcessorCount), Rondo.Offload.DefaultLimiter.TotalTokens);
        Rondo.Offload.DefaultLimiter.TotalTokens = 1;
        await Rondo.Offload.RunAsync(() => { });
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 1 });
        Assert.Equal(Math.Max(4, 4 * Environment.ProcessorCount), await group.Loops[0].InvokeAsync(() => Rondo.Offload.DefaultLimiter.TotalTokens));
    }

    [LoopFact(Virtual = true)]
    public async Task In_a_cancelled_scope_it_does_not_begin()
    {
        var began = false;
        await CancelScope.RunAsync(scope =>
        {
            scope.Cancel();
            return Rondo.Offload.RunAsync(() => { began = true; });
        });
        Assert.False(began);
    }

    [LoopFact(Virtual = true)]
    public async Task Waiting_for_the_limiter_can_be_cancelled()
    {
        var trace = new Trace();
        var limiter = new CapacityLimiter(1);
        using var token = await limiter.AcquireAsync();
        await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("offload", () => Rondo.Offload.RunAsync(() => Assert.Fail("began"), limiter)));
        trace.Is("offload!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Without_more_a_cancellation_waits_for_the_function()
    {
        using var gate = new ManualResetEventSlim();
        var result = 0;
        Assert.False(await CancelScope.RunAsync(async scope =>
        {
            await TaskGroup.RunAsync(group =>
            {
                group.Start(async () =>
                {
                    result = await Rondo.Offload.RunAsync(() =>
                {
                    gate.Wait();
                    return 5;
                });
                });
                scope.Cancel();
                gate.Set();
                return Task.CompletedTask;
            });
            await Forever();
        }));
        Assert.Equal(5, result);
    }

    [LoopFact(Virtual = true)]
    public async Task A_function_that_takes_a_token_can_end_early()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => trace.Note("offload", () => Rondo.Offload.RunAsync<int>(token =>
            {
                token.WaitHandle.WaitOne();
                token.ThrowIfCancellationRequested();
                return 1;
            })));
            await EventLoop.Yield();
            group.Cancel("enough");
        });
        trace.Is("offload!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public Task A_function_that_ended_early_says_why() => CancelScope.RunAsync(async scope =>
    {
        var call = Rondo.Offload.RunAsync<int>(token =>
        {
            token.WaitHandle.WaitOne();
            throw new OperationCanceledException(token);
        });
        scope.Cancel("enough");
        Assert.Equal("Canceled: enough.", (await Canceled(() => call)).Message);
    });

    [LoopFact(Virtual = true)]
    public async Task A_function_that_finishes_in_spite_of_its_token_has_a_result()
    {
        var result = 0;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                result = await Rondo.Offload.RunAsync(token =>
                {
                    token.WaitHandle.WaitOne();
                    return 6;
                });
            });
            await EventLoop.Yield();
            group.Cancel();
        });
        Assert.Equal(6, result);
    }

    [LoopFact(Virtual = true)]
    public async Task An_abandoned_function_is_left_behind_with_its_token()
    {
        var trace = new Trace();
        var limiter = new CapacityLimiter(1);
        using var gate = new ManualResetEventSlim();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("offload", () => Rondo.Offload.RunAsync(gate.Wait, limiter, abandonOnCancel: true)));
            await EventLoop.Yield();
            group.Cancel();
        });
        trace.Is("offload!canceled@0");
        Assert.Equal(1, limiter.BorrowedTokens);
        await trace.Note("time goes on", () => Sleep(10));
        gate.Set();
        await limiter.AcquireAsync();
        trace.Is("offload!canceled@0 time goes on@10");
    }

    [LoopFact(Virtual = true)]
    public async Task What_an_abandoned_function_throws_is_nobodys()
    {
        var limiter = new CapacityLimiter(1);
        using var gate = new ManualResetEventSlim();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => Rondo.Offload.RunAsync(
                () =>
                {
                    gate.Wait();
                    throw new TestFailure("late");
                },
                limiter,
                abandonOnCancel: true));
            await EventLoop.Yield();
            group.Cancel();
        });
        gate.Set();
        await limiter.AcquireAsync();
        Assert.Equal(1, limiter.BorrowedTokens);
    }

    [LoopFact(Virtual = true)]
    public async Task RunOnLoop_calls_back()
    {
        var home = Environment.CurrentManagedThreadId;
        var trace = new Trace();
        await Rondo.Offload.RunAsync(() =>
        {
            Rondo.Offload.RunOnLoop(() => Assert.Equal(home, Environment.CurrentManagedThreadId));
            Assert.Equal(4, Rondo.Offload.RunOnLoop(() => 4));
            Assert.Equal(5, Rondo.Offload.RunOnLoop(async () =>
            {
                await trace.Note("on the loop", () => Sleep(10));
                return 5;
            }));
            Rondo.Offload.RunOnLoop(() => Sleep(10));
        });
        trace.Is("on the loop@10", elapsed: 20);
    }

    [LoopFact(Virtual = true)]
    public async Task RunOnLoop_rethrows_in_the_worker()
    {
        Assert.Equal("on the loop", await Rondo.Offload.RunAsync(() => Assert.Throws<TestFailure>(() => Rondo.Offload.RunOnLoop(() => Fail("on the loop", after: 1))).Message));
    }

    [LoopFact(Virtual = true)]
    public async Task RunOnLoop_runs_in_the_callers_scope()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), () => Rondo.Offload.RunAsync(() => Rondo.Offload.RunOnLoop(() => trace.Note("on the loop", Forever)))));
        trace.Is("on the loop!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task RunOnLoop_in_a_cancelled_scope_throws_in_the_worker() => await CancelScope.RunAsync(async scope =>
    {
        using var gate = new ManualResetEventSlim();
        var call = Rondo.Offload.RunAsync(() =>
        {
            gate.Wait();
            return Assert.Throws<ScopeCanceledException>(() => Rondo.Offload.RunOnLoop(() => Assert.Fail("began"))).Message;
        });
        scope.Cancel("enough");
        gate.Set();
        Assert.Equal("Canceled: enough.", await call);
    });

    [Fact]
    public void RunOnLoop_elsewhere_is_refused() => Misuse(
        $"Offload.RunOnLoop was called on thread '{Thread.CurrentThread.Name ?? "unnamed"}', which runs no offloaded function. It is for functions run by Offload.RunAsync; elsewhere use loop.InvokeAsync(...).",
        () => { Rondo.Offload.RunOnLoop(() => 1); });

    [LoopFact(Virtual = true)]
    public async Task ThrowIfCanceled_works_in_the_worker() => await CancelScope.RunAsync(async scope =>
    {
        using var gate = new ManualResetEventSlim();
        var call = Rondo.Offload.RunAsync(() =>
        {
            gate.Wait();
            CancelScope.ThrowIfCanceled();
        });
        scope.Cancel("enough");
        gate.Set();
        Assert.Equal("Canceled: enough.", (await Canceled(() => call)).Message);
    });

    [LoopFact(Virtual = true)]
    public async Task An_async_function_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Rondo.Offload.RunAsync(() => Sleep(1)));
        Assert.StartsWith("Offload.RunAsync runs synchronous functions, and this one returns a Task: its first await would leave the worker thread. Await it on the loop.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_a_loop()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Rondo.Offload.RunAsync(() => 1));
        Assert.StartsWith("Offload.RunAsync needs an event loop, and this thread (", error.Message, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Threads_are_used_again()
    {
        var threads = new HashSet<int>();
        for (var i = 0; i < 20; i++)
            threads.Add(await Rondo.Offload.RunAsync(() => Environment.CurrentManagedThreadId));
        Assert.InRange(threads.Count, 1, 19);
    }

    [LoopFact]
    public async Task On_every_driver_a_hundred_calls_come_back()
    {
        var sum = 0;
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 100; i++)
            {
                var me = i;
                group.Start(async () =>
                {
                    var result = await Rondo.Offload.RunAsync(() => me);
                    sum += result;
                });
            }

            return Task.CompletedTask;
        });
        Assert.Equal(4950, sum);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var found = Interlocked.CompareExchange(ref target, value, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }
}
