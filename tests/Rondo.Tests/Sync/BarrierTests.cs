using Rondo.Sync;
using Barrier = Rondo.Sync.Barrier;

namespace Rondo.Tests.Sync;

public class BarrierTests
{
    [LoopFact(Virtual = true)]
    public async Task All_go_on_when_the_last_arrives()
    {
        var trace = new Trace();
        var barrier = new Barrier(3);
        await TaskGroup.RunAsync(group =>
        {
            foreach (var (name, delay) in new[] { ("a", 10), ("b", 30), ("c", 20) })
            {
                group.Start(async () =>
                {
                    await Sleep(delay);
                    trace.Add($"{name} place {await barrier.WaitAsync()}");
                });
            }

            return Task.CompletedTask;
        });
        trace.Is("b place 2@30 a place 0@30 c place 1@30");
    }

    [LoopFact(Virtual = true)]
    public async Task It_goes_round_after_round()
    {
        var trace = new Trace();
        var barrier = new Barrier(2);
        await TaskGroup.RunAsync(group =>
        {
            foreach (var (name, delay) in new[] { ("quick", 1), ("slow", 10) })
            {
                group.Start(async () =>
                {
                    for (var i = 0; i < 3; i++)
                    {
                        await Sleep(delay);
                        await barrier.WaitAsync();
                        if (delay == 1)
                            trace.Add("round");
                    }
                });
            }

            return Task.CompletedTask;
        });
        trace.Is("round@10 round@20 round@30");
        Assert.Equal(new BarrierStatistics(Participants: 2, Waiting: 0, Rounds: 3, IsBroken: false), barrier.Statistics);
    }

    [LoopFact(Virtual = true)]
    public async Task A_barrier_for_one_never_waits()
    {
        var barrier = new Barrier(1);
        Assert.Equal(0, await barrier.WaitAsync());
        Assert.Equal(0, await barrier.WaitAsync());
        Assert.Equal(2, barrier.Rounds);
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_task_has_not_arrived()
    {
        var trace = new Trace();
        var barrier = new Barrier(2);
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => CancelScope.MoveOnAfter(Ms(5), () => trace.Note("a", async () => await barrier.WaitAsync())));
            group.Start(async () =>
            {
                await Sleep(10);
                await trace.Note("b", async () => await barrier.WaitAsync());
            });
            group.Start(async () =>
            {
                await Sleep(20);
                await trace.Note("c", async () => await barrier.WaitAsync());
            });
            return Task.CompletedTask;
        });
        trace.Is("a!canceled@5 c@20 b@20");
    }

    [LoopFact(Virtual = true)]
    public Task Arriving_is_a_cancellation_point_for_the_last_one_too() => TaskGroup.RunAsync(async group =>
    {
        var barrier = new Barrier(2);
        _ = group.Start(async () => await barrier.WaitAsync());
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await Canceled(async () => await barrier.WaitAsync());
        });
        Assert.Equal(1, barrier.Statistics.Waiting);
        await barrier.WaitAsync();
    });

    [LoopFact(Virtual = true)]
    public async Task A_broken_barrier_fails_all()
    {
        var trace = new Trace();
        var barrier = new Barrier(3);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "ab")
                _ = group.Start(() => Record.ExceptionAsync(() => trace.Note($"{name}", async () => await barrier.WaitAsync())));
            await Sleep(5);
            barrier.Break();
        });
        var error = await Assert.ThrowsAsync<BarrierBrokenException>(async () => await barrier.WaitAsync());
        Assert.Equal("The barrier was broken by Barrier.Break: not all of its participants will arrive.", error.Message);
        trace.Is("a!BarrierBroken@5 b!BarrierBroken@5");
        Assert.True(barrier.Statistics.IsBroken);
    }

    [Fact]
    public void Nobody_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Barrier(0));

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task Nobody_is_a_round_ahead()
    {
        var barrier = new Barrier(5);
        var rounds = new int[5];
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 5; i++)
            {
                var me = i;
                group.Start(async () =>
                {
                    for (var round = 0; round < 10; round++)
                    {
                        await Yields((me * round) % 4);
                        rounds[me] = round;
                        await barrier.WaitAsync();
                        Assert.All(rounds, other => Assert.InRange(other, round, round + 1));
                    }
                });
            }

            return Task.CompletedTask;
        });
        Assert.Equal(10, barrier.Rounds);
    }
}
