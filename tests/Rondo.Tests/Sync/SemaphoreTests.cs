using Rondo.Sync;
using Semaphore = Rondo.Sync.Semaphore;

namespace Rondo.Tests.Sync;

public class SemaphoreTests
{
    [LoopFact(Virtual = true)]
    public async Task As_many_as_there_are_permits()
    {
        var trace = new Trace();
        var semaphore = new Semaphore(2);
        await TaskGroup.RunAsync(group =>
        {
            foreach (var name in "abcde")
            {
                group.Start(async () =>
                {
                    using (await semaphore.AcquireAsync())
                        await trace.Note($"{name}", () => Sleep(10));
                });
            }

            return Task.CompletedTask;
        });
        trace.Is("a@10 b@10 c@20 d@20 e@30");
        Assert.Equal(2, semaphore.Available);
    }

    [LoopFact(Virtual = true)]
    public async Task Zero_permits_until_one_is_released()
    {
        var trace = new Trace();
        var semaphore = new Semaphore(0);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("a", async () => await semaphore.AcquireAsync()));
            group.Start(() => trace.Note("b", async () => await semaphore.AcquireAsync()));
            await Sleep(5);
            semaphore.Release();
            await Sleep(5);
            semaphore.Release();
        });
        trace.Is("a@5 b@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Released_permits_add_up()
    {
        var semaphore = new Semaphore(0);
        semaphore.Release();
        semaphore.Release();
        Assert.Equal(2, semaphore.Available);
        await semaphore.AcquireAsync();
        Assert.Equal(1, semaphore.Available);
    }

    [LoopFact(Virtual = true)]
    public async Task A_released_permit_is_handed_over()
    {
        var trace = new Trace();
        var semaphore = new Semaphore(1);
        await semaphore.AcquireAsync();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("waiter", async () => await semaphore.AcquireAsync()));
            semaphore.Release();
            Assert.False(semaphore.TryAcquire());
            return Task.CompletedTask;
        });
        trace.Is("waiter@0");
    }

    [LoopFact(Virtual = true)]
    public async Task TryAcquire_never_waits()
    {
        var semaphore = new Semaphore(1);
        Assert.True(semaphore.TryAcquire());
        Assert.False(semaphore.TryAcquire());
        semaphore.Release();
        Assert.True(semaphore.TryAcquire());
        await Sleep(0);
    }

    [LoopFact(Virtual = true)]
    public async Task More_than_the_maximum_is_refused()
    {
        var semaphore = new Semaphore(1, maximum: 1);
        Misuse("The semaphore was released more often than acquired: all of its 1 permits are free already. Release each permit once.", semaphore.Release);
        using (await semaphore.AcquireAsync())
            Assert.Equal(0, semaphore.Available);
        Assert.Equal(1, semaphore.Available);
    }

    [Fact]
    public void A_maximum_below_the_permits_is_refused() => Assert.StartsWith(
        "A semaphore that starts with 3 permits cannot have a maximum of 2.",
        Assert.Throws<ArgumentOutOfRangeException>(() => new Semaphore(3, 2)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Negative_permits_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Semaphore(-1));

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_waiter_takes_no_permit()
    {
        var trace = new Trace();
        var semaphore = new Semaphore(0);
        await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("wait", async () => await semaphore.AcquireAsync()));
        semaphore.Release();
        Assert.Equal(new SemaphoreStatistics(Available: 1, Maximum: null, Waiting: 0), semaphore.Statistics);
        trace.Is("wait!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_waiter_in_the_middle_does_not_lose_a_wakeup()
    {
        var trace = new Trace();
        var semaphore = new Semaphore(0);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("a", async () => await semaphore.AcquireAsync()));
            _ = group.Start(() => CancelScope.MoveOnAfter(Ms(5), () => trace.Note("b", async () => await semaphore.AcquireAsync())));
            group.Start(() => trace.Note("c", async () => await semaphore.AcquireAsync()));
            await Sleep(10);
            semaphore.Release();
            semaphore.Release();
        });
        trace.Is("b!canceled@5 a@10 c@10");
    }

    [LoopFact(Virtual = true)]
    public Task Acquiring_is_a_cancellation_point_even_with_permits() => CancelScope.RunAsync(async scope =>
    {
        var semaphore = new Semaphore(1);
        scope.Cancel();
        await Canceled(async () => await semaphore.AcquireAsync());
        Assert.Equal(1, semaphore.Available);
    });

    [LoopFact(Virtual = true)]
    public async Task A_permit_handed_over_just_before_the_cancellation_is_kept()
    {
        var semaphore = new Semaphore(0);
        var acquired = false;
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                using var permit = await semaphore.AcquireAsync();
                acquired = true;
            });
            semaphore.Release();
            group.Cancel();
            return Task.CompletedTask;
        });
        Assert.True(acquired);
        Assert.Equal(1, semaphore.Available);
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task Permits_are_neither_lost_nor_made()
    {
        var semaphore = new Semaphore(3, maximum: 3);
        var inside = 0;
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 30; i++)
            {
                var me = i;
                group.Start(() => CancelScope.MoveOnAfter(Ms(me), async () =>
                {
                    using var permit = await semaphore.AcquireAsync();
                    Assert.InRange(++inside, 1, 3);
                    try
                    {
                        await Sleep(me % 7);
                    }
                    finally
                    {
                        inside--;
                    }
                }));
            }

            return Task.CompletedTask;
        });
        Assert.Equal(new SemaphoreStatistics(3, 3, 0), semaphore.Statistics);
    }
}
