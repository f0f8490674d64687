using Rondo.Sync;

namespace Rondo.Tests.Sync;

public class EventTests
{
    [LoopFact(Virtual = true)]
    public async Task Waiters_go_on_in_their_order_when_it_is_set()
    {
        var trace = new Trace();
        var happened = new Event();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "abc")
                group.Start(() => trace.Note($"{name}", async () => await happened.WaitAsync()));
            await Sleep(10);
            happened.Set();
            trace.Add("set");
        });
        trace.Is("set@10 a@10 b@10 c@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Once_set_waiting_returns_at_once()
    {
        var happened = new Event();
        happened.Set();
        Assert.True(happened.WaitAsync().IsCompletedSuccessfully);
        await happened.WaitAsync();
    }

    [LoopFact(Virtual = true)]
    public async Task Setting_it_twice_is_harmless()
    {
        var happened = new Event();
        Assert.False(happened.IsSet);
        happened.Set();
        happened.Set();
        Assert.True(happened.IsSet);
        await happened.WaitAsync();
    }

    [LoopFact(Virtual = true)]
    public Task Waiting_is_a_cancellation_point_even_if_it_is_set() => CancelScope.RunAsync(async scope =>
    {
        var happened = new Event();
        happened.Set();
        scope.Cancel();
        await Canceled(async () => await happened.WaitAsync());
    });

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_waiter_leaves()
    {
        var trace = new Trace();
        var happened = new Event();
        await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("wait", async () => await happened.WaitAsync()));
        Assert.Equal(new EventStatistics(IsSet: false, Waiting: 0), happened.Statistics);
        trace.Is("wait!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Statistics_count_waiters()
    {
        var happened = new Event();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () => await happened.WaitAsync());
            group.Start(async () => await happened.WaitAsync());
            Assert.Equal(new EventStatistics(IsSet: false, Waiting: 2), happened.Statistics);
            happened.Set();
            Assert.Equal(new EventStatistics(IsSet: true, Waiting: 0), happened.Statistics);
            return Task.CompletedTask;
        });
    }

    [LoopFact(Virtual = true)]
    public async Task A_task_that_never_waits_gives_way_all_the_same()
    {
        var trace = new Trace();
        var happened = new Event();
        happened.Set();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await EventLoop.Yield();
                trace.Add("other");
            });
            for (var i = 0; i < 1000; i++)
                await happened.WaitAsync();
            trace.Add("spinner");
        });
        trace.Is("other@0 spinner@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Setting_it_on_another_thread_is_refused()
    {
        var happened = new Event();
        await CancelScope.MoveOnAfter(TimeSpan.Zero, async () => await happened.WaitAsync());
        var error = await Task.Run(() => Record.Exception(happened.Set));
        Assert.Equal(
            "This Event belongs to the loop 'test', and Set was called on thread '.NET TP Worker', which runs no loop. "
            + "A Event is not thread-safe: hand the call to its loop with loop.Post(...) or loop.InvokeAsync(...), or keep one per loop in a LoopLocal<T>.",
            error!.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task Using_it_on_another_loop_is_refused()
    {
        var happened = new Event();
        happened.Set();
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 1, Loop = new EventLoopOptions { Name = "other" } });
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => group.Loops[0].InvokeAsync(async () => await happened.WaitAsync()));
        Assert.StartsWith("This Event belongs to the loop 'test', and WaitAsync was called on the loop 'other-loop-0'.", error.Message, StringComparison.Ordinal);
    }
}
