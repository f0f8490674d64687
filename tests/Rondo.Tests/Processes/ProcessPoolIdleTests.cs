namespace Rondo.Tests.Processes;

/// <summary>Workers without calls end, and return with the calls.</summary>
[Collection(IO.ForkingTests.Name)]
public class ProcessPoolIdleTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(5);

    [LoopFact(Virtual = true)]
    public async Task Workers_without_calls_end_but_for_one()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 3, Spares = 1 });
        await AllReadyAsync(pool, 4);
        var processes = pool.ProcessIds;
        await EventLoop.Sleep(s_timeout - TimeSpan.FromSeconds(1));
        Assert.Equal(4, pool.Statistics.Idle);
        await EventLoop.Sleep(TimeSpan.FromSeconds(2));
        Assert.Equal((1, 0, 0), (pool.Statistics.Idle, pool.Statistics.Starting, pool.Statistics.Busy));
        Assert.Equal(3, processes.Except(pool.ProcessIds).Count());
        Assert.Equal(0, pool.Statistics.Crashed);
    }

    [LoopFact(Virtual = true)]
    public async Task The_worker_that_ran_the_last_call_stays()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 2, Spares = 0 });
        await AllReadyAsync(pool, 2);
        await EventLoop.Sleep(s_timeout / 2);
        var process = await pool.RunAsync(static () => Environment.ProcessId);
        await EventLoop.Sleep(s_timeout / 2 + TimeSpan.FromSeconds(1));
        Assert.Equal([process], pool.ProcessIds);
        await EventLoop.Sleep(10 * s_timeout);
        Assert.Equal(process, await pool.RunAsync(static () => Environment.ProcessId));
    }

    [LoopFact(Virtual = true)]
    public async Task Workers_return_with_the_calls()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 2, Spares = 1 });
        await AllReadyAsync(pool, 3);
        await EventLoop.Sleep(s_timeout + TimeSpan.FromSeconds(1));
        var first = pool.RunAsync(static () => ProcessPoolCrashTests.Wait(20) + 1);
        Assert.Equal((1, 1), (pool.Statistics.Busy, pool.Statistics.Starting)); // the spare of the call
        var second = pool.RunAsync(static () => ProcessPoolCrashTests.Wait(20) + 2);
        Assert.Equal(2, pool.Statistics.Starting);
        Assert.Equal((1, 2), (await first, await second));
    }

    [LoopFact(Virtual = true)]
    public async Task A_worker_that_was_started_anew_ends_as_well()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 2, Spares = 0, IdleTimeout = TimeSpan.FromSeconds(1) });
        for (var i = 0; i < 3; i++)
        {
            await Gather.AllAsync([() => pool.RunAsync(static () => 1), () => pool.RunAsync(static () => 2)]);
            await AllReadyAsync(pool, 2);
            await EventLoop.Sleep(TimeSpan.FromSeconds(3));
            Assert.Equal(1, pool.Statistics.Idle);
        }
    }

    [LoopFact(Virtual = true)]
    public async Task An_infinite_time_keeps_all()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 2, Spares = 0, IdleTimeout = Timeout.InfiniteTimeSpan });
        await AllReadyAsync(pool, 2);
        await EventLoop.Sleep(TimeSpan.FromDays(1));
        Assert.Equal(2, pool.Statistics.Idle);
    }

    /// <summary>The killed workers are started again after a while, for the calls that wait.</summary>
    [LoopFact(Virtual = true)]
    public async Task A_timeout_while_no_worker_lives_leaves_the_waiting_calls_theirs()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 2, Spares = 0, OnOutput = static (_, _) => { } });
        await AllReadyAsync(pool, 2);
        for (var killed = new HashSet<int>(); pool.Statistics is not { Idle: 0, Starting: 0 }; await EventLoop.Yield())
        {
            foreach (var each in pool.ProcessIds.Where(killed.Add))
                ProcessPoolCrashTests.Kill(each, 9);
        }

        var call = pool.RunAsync(static () => 1);
        ((VirtualClock)EventLoop.Current.Clock).Advance(2 * s_timeout);
        while (pool.Statistics.Waiting == 1 && pool.Statistics.Starting == 0)
            await EventLoop.Yield();
        Assert.Equal(1, await call);
    }

    [Fact]
    public void The_time_is_positive() => Assert.Equal(
        "IdleTimeout", Assert.Throws<ArgumentOutOfRangeException>(() => new ProcessPool(new ProcessPoolOptions { IdleTimeout = TimeSpan.Zero })).ParamName);

    /// <summary>Waits in real time, in which processes start, and leaves the clock where it is.</summary>
    private static async Task AllReadyAsync(ProcessPool pool, int workers)
    {
        while (pool.Statistics.Idle < workers)
            await EventLoop.Yield();
    }
}
