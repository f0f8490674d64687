namespace Rondo.Tests.Core;

/// <summary>Several loops.</summary>
public class EventLoopGroupTests
{
    [Fact]
    public async Task There_is_one_loop_per_core_by_default_each_on_its_thread()
    {
        await using var group = new EventLoopGroup();
        Assert.Equal(Environment.ProcessorCount, group.Loops.Count);
        var threads = new HashSet<int>();
        foreach (var loop in group.Loops)
            threads.Add(await loop.InvokeAsync(static () => Environment.CurrentManagedThreadId));
        Assert.Equal(group.Loops.Count, threads.Count);
        Assert.Equal("loop-0", group.Loops[0].Name);
    }

    [Fact]
    public async Task The_count_is_an_option_and_Next_goes_round()
    {
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 3 });
        Assert.Equal(3, group.Loops.Count);
        Assert.Equal(3, Enumerable.Range(0, 3).Select(_ => group.Next()).Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_group_needs_a_loop(int count) => Assert.Throws<ArgumentOutOfRangeException>(() => new EventLoopGroup(new EventLoopGroupOptions { Count = count }));

    [Fact]
    public void A_driver_that_does_not_exist_is_reported_by_the_constructor()
    {
        var failure = Assert.ThrowsAny<Exception>(() => new EventLoopGroup(new EventLoopGroupOptions { Count = 2, Loop = new EventLoopOptions { Driver = "kqueue" } }));
        Assert.Contains("kqueue", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_lets_detached_tasks_finish_and_ends_the_threads()
    {
        var finished = false;
        var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 2 });
        await group.Loops[0].InvokeAsync(() =>
        {
            TaskGroup.Detach("the washing up", async () =>
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
                finished = true;
            });
        });
        await group.StopAsync();
        await group.StopAsync();
        Assert.True(finished);
        Assert.Throws<ObjectDisposedException>(() => group.Loops[1].Post(static () => { }));
    }

    [LoopFact]
    public async Task The_callers_cancellation_travels_to_the_other_loop_and_back()
    {
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 1, Loop = new EventLoopOptions { Driver = EventLoop.Current.DriverName } });
        var reasons = new List<CancelKind>();
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(10), () => group.Loops[0].InvokeAsync(async () =>
        {
            try
            {
                await EventLoop.SleepForever();
            }
            catch (ScopeCanceledException exception)
            {
                reasons.Add(exception.Reason.Kind);
                throw;
            }
        })));
        Assert.Equal([CancelKind.Token], reasons);
    }

    [LoopFact]
    public async Task A_call_to_another_loop_comes_home_with_its_result_and_its_failure()
    {
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 1, Loop = new EventLoopOptions { Driver = EventLoop.Current.DriverName } });
        var home = Environment.CurrentManagedThreadId;
        Assert.NotEqual(home, await group.Loops[0].InvokeAsync(static () => Environment.CurrentManagedThreadId));
        Assert.Equal(home, Environment.CurrentManagedThreadId);
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => group.Loops[0].InvokeAsync(static int () => throw new InvalidDataException("there")));
        Assert.Equal("there", failure.Message);
        Assert.Equal(home, Environment.CurrentManagedThreadId);
    }

    [LoopFact]
    public async Task An_async_function_whose_result_is_an_object_is_awaited()
    {
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 1, Loop = new EventLoopOptions { Driver = EventLoop.Current.DriverName } });
        Assert.Equal("awaited", await group.Loops[0].InvokeAsync<object>(static async () =>
        {
            await EventLoop.Yield();
            return "awaited";
        }));
    }
}
