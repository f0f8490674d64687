using Rondo.Sync;

namespace Rondo.Tests.Sync;

public class BroadcastTests
{
    [LoopFact(Virtual = true)]
    public async Task Every_receiver_gets_every_item()
    {
        var trace = new Trace();
        var broadcast = new Broadcast<int>();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "ab")
            {
                group.Start(async () =>
                {
                    using var receiver = broadcast.Subscribe();
                    await foreach (var item in receiver)
                        trace.Add($"{name}{item}");
                    trace.Add($"{name} end");
                });
            }

            for (var i = 1; i <= 2; i++)
            {
                await Sleep(10);
                await broadcast.PublishAsync(i);
            }

            broadcast.Complete();
        });
        trace.Is("a1@10 b1@10 a2@20 a end@20 b2@20 b end@20");
    }

    [LoopFact(Virtual = true)]
    public async Task Receivers_by_the_thousand_let_others_run_meanwhile()
    {
        const int Receivers = 1000;
        var heard = new List<int>();
        var broadcast = new Broadcast<int>();
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < Receivers; i++)
            {
                var number = i;
                group.Start(async () =>
                {
                    using var receiver = broadcast.Subscribe();
                    await receiver.ReceiveAsync();
                    heard.Add(number);
                });
            }

            await Sleep(10);
            Assert.True(broadcast.TryPublish(1));
            await EventLoop.Yield();
            Assert.InRange(heard.Count, 1, Receivers / 2);
        });
        Assert.Equal(Enumerable.Range(0, Receivers), heard);
    }

    [LoopFact(Virtual = true)]
    public async Task A_delivery_allocates_nothing()
    {
        const int Receivers = 100, Items = 200;
        var broadcast = new Broadcast<int>();
        var heard = 0;
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < Receivers; i++)
            {
                group.Start(async () =>
                {
                    using var receiver = broadcast.Subscribe();
                    await foreach (var item in receiver)
                        heard += item;
                });
            }

            await Sleep(10);
            long before = 0;
            for (var i = 0; i < 2 * Items; i++)
            {
                if (i == Items)
                    before = GC.GetAllocatedBytesForCurrentThread();
                broadcast.TryPublish(1);
                while (heard < Receivers * (i + 1))
                    await EventLoop.Yield();
            }

            // The list of those to wake is 8 bytes each; a closure or a state machine would be 24 at least.
            var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (Receivers * Items);
            Assert.InRange(each, 0, 20);
            broadcast.Complete();
        });
    }

    [LoopFact(Virtual = true)]
    public async Task A_receiver_sees_what_comes_after_its_subscription()
    {
        var broadcast = new Broadcast<int>();
        Assert.True(broadcast.TryPublish(1));
        using var receiver = broadcast.Subscribe();
        broadcast.TryPublish(2);
        Assert.Equal(2, await receiver.ReceiveAsync());
        Assert.False(receiver.TryReceive(out _));
    }

    [LoopFact(Virtual = true)]
    public async Task DropOldest_keeps_what_is_newest()
    {
        var broadcast = new Broadcast<int>(capacity: 2, SlowReceiver.DropOldest);
        using var receiver = broadcast.Subscribe();
        for (var i = 1; i <= 5; i++)
            Assert.True(broadcast.TryPublish(i));
        Assert.Equal(3, receiver.Dropped);
        Assert.Equal(4, await receiver.ReceiveAsync());
        Assert.Equal(5, await receiver.ReceiveAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task DropNewest_keeps_what_is_oldest()
    {
        var broadcast = new Broadcast<int>(capacity: 2, SlowReceiver.DropNewest);
        using var receiver = broadcast.Subscribe();
        for (var i = 1; i <= 5; i++)
            Assert.True(broadcast.TryPublish(i));
        Assert.Equal(3, receiver.Dropped);
        Assert.Equal(1, await receiver.ReceiveAsync());
        Assert.Equal(2, await receiver.ReceiveAsync());
        broadcast.TryPublish(6);
        Assert.Equal(6, await receiver.ReceiveAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task Disconnect_cuts_a_slow_receiver_off()
    {
        var broadcast = new Broadcast<int>(capacity: 2, SlowReceiver.Disconnect, "prices");
        using var slow = broadcast.Subscribe();
        using var quick = broadcast.Subscribe(capacity: 10);
        for (var i = 1; i <= 3; i++)
            broadcast.TryPublish(i);
        Assert.Equal(1, broadcast.Statistics.Receivers);
        Assert.Equal(1, await slow.ReceiveAsync());
        Assert.Equal(2, await slow.ReceiveAsync());
        var error = await Assert.ThrowsAsync<ChannelBrokenException>(async () => await slow.ReceiveAsync());
        Assert.Equal("The broadcast 'prices' has cut this receiver off: it was 2 items behind, which is all that it may be.", error.Message);
        for (var i = 1; i <= 3; i++)
            Assert.Equal(i, await quick.ReceiveAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task Wait_makes_publishers_wait()
    {
        var trace = new Trace();
        var broadcast = new Broadcast<int>(capacity: 1, SlowReceiver.Wait);
        using var receiver = broadcast.Subscribe();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                for (var i = 1; i <= 3; i++)
                {
                    await broadcast.PublishAsync(i);
                    trace.Add($"published {i}");
                }
            });
            group.Start(async () =>
            {
                for (var i = 1; i <= 3; i++)
                {
                    await Sleep(10);
                    trace.Add($"got {await receiver.ReceiveAsync()}");
                }
            });
            return Task.CompletedTask;
        });
        trace.Is("published 1@0 got 1@10 published 2@10 got 2@20 published 3@20 got 3@30");
    }

    [LoopFact(Virtual = true)]
    public async Task TryPublish_goes_to_all_or_none()
    {
        var broadcast = new Broadcast<int>(capacity: 1, SlowReceiver.Wait);
        using var full = broadcast.Subscribe();
        using var roomy = broadcast.Subscribe(capacity: 5);
        Assert.True(broadcast.TryPublish(1));
        Assert.False(broadcast.TryPublish(2));
        Assert.Equal(1, await roomy.ReceiveAsync());
        Assert.False(roomy.TryReceive(out _));
        await full.ReceiveAsync();
        Assert.True(broadcast.TryPublish(3));
        Assert.Equal(3, await roomy.ReceiveAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task Publishers_that_wait_keep_their_order()
    {
        var broadcast = new Broadcast<int>(capacity: 1, SlowReceiver.Wait);
        using var receiver = broadcast.Subscribe();
        List<int> got = [];
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 5; i++)
            {
                var me = i;
                group.Start(async () => await broadcast.PublishAsync(me));
            }

            Assert.Equal(4, broadcast.Statistics.WaitingPublishers);
            for (var i = 0; i < 5; i++)
                got.Add(await receiver.ReceiveAsync());
        });
        Assert.Equal([0, 1, 2, 3, 4], got);
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_publish_reached_nobody()
    {
        var trace = new Trace();
        var broadcast = new Broadcast<int>(capacity: 1, SlowReceiver.Wait);
        using var receiver = broadcast.Subscribe();
        await broadcast.PublishAsync(1);
        await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("publish", async () => await broadcast.PublishAsync(2)));
        Assert.Equal(1, await receiver.ReceiveAsync());
        Assert.False(receiver.TryReceive(out _));
        trace.Is("publish!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task A_receiver_that_leaves_lets_publishers_go_on()
    {
        var trace = new Trace();
        var broadcast = new Broadcast<int>(capacity: 1, SlowReceiver.Wait);
        var receiver = broadcast.Subscribe();
        await broadcast.PublishAsync(1);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("published", async () => await broadcast.PublishAsync(2)));
            await Sleep(5);
            receiver.Dispose();
        });
        trace.Is("published@5");
        Assert.Equal(0, broadcast.Statistics.Receivers);
    }

    [LoopFact(Virtual = true)]
    public async Task Each_receiver_may_have_its_own_policy()
    {
        var broadcast = new Broadcast<int>(capacity: 1);
        using var oldest = broadcast.Subscribe(slowReceiver: SlowReceiver.DropNewest);
        using var newest = broadcast.Subscribe(slowReceiver: SlowReceiver.DropOldest);
        broadcast.TryPublish(1);
        broadcast.TryPublish(2);
        Assert.Equal((1, 2), (await oldest.ReceiveAsync(), await newest.ReceiveAsync()));
        Assert.Equal(new BroadcastStatistics(Receivers: 2, Published: 2, Dropped: 2, WaitingPublishers: 0, IsComplete: false), broadcast.Statistics);
    }

    [LoopFact(Virtual = true)]
    public async Task Receiving_is_a_cancellation_point()
    {
        var trace = new Trace();
        var broadcast = new Broadcast<int>();
        using var receiver = broadcast.Subscribe();
        await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("receive", async () => await receiver.ReceiveAsync()));
        broadcast.TryPublish(1);
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await Canceled(async () => await receiver.ReceiveAsync());
            await Canceled(async () => await broadcast.PublishAsync(2));
        });
        Assert.Equal(1, await receiver.ReceiveAsync());
        Assert.False(receiver.TryReceive(out _));
        trace.Is("receive!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task After_the_end_nothing_is_published()
    {
        var broadcast = new Broadcast<int>(name: "prices");
        broadcast.Complete();
        broadcast.Complete();
        var error = await Assert.ThrowsAsync<ChannelEndedException>(async () => await broadcast.PublishAsync(1));
        Assert.Equal("The broadcast 'prices' is complete: Complete() was called, so nothing is published any more.", error.Message);
        Assert.Throws<ChannelEndedException>(() => broadcast.TryPublish(1));
        using var late = broadcast.Subscribe();
        await Assert.ThrowsAsync<ChannelEndedException>(async () => await late.ReceiveAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task The_end_wakes_publishers_that_wait()
    {
        var trace = new Trace();
        var broadcast = new Broadcast<int>(capacity: 1, SlowReceiver.Wait);
        using var receiver = broadcast.Subscribe();
        await broadcast.PublishAsync(1);
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => Record.ExceptionAsync(() => trace.Note("publish", async () => await broadcast.PublishAsync(2))));
            await Sleep(5);
            broadcast.Complete();
        });
        trace.Is("publish!ChannelEnded@5");
        Assert.Equal(1, await receiver.ReceiveAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task A_disposed_receiver_is_refused_and_what_waits_on_it_fails()
    {
        var trace = new Trace();
        var receiver = new Broadcast<int>(name: "prices").Subscribe();
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => Record.ExceptionAsync(() => trace.Note("receive", async () => await receiver.ReceiveAsync())));
            await Sleep(5);
            receiver.Dispose();
            receiver.Dispose();
        });
        trace.Is("receive!ObjectDisposed@5");
        var error = await Assert.ThrowsAsync<ObjectDisposedException>(async () => await receiver.ReceiveAsync());
        Assert.Equal("The broadcast 'prices': this receiver was disposed before.", error.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_receiver_belongs_to_its_loop()
    {
        using var receiver = new Broadcast<int>().Subscribe();
        var error = await Task.Run(() => Record.Exception(() => receiver.TryReceive(out _)));
        Assert.StartsWith("This BroadcastReceiver belongs to the loop 'test', and TryReceive was called on thread '.NET TP Worker', which runs no loop.", error!.Message, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task From_a_thread_to_a_loop()
    {
        var broadcast = new Broadcast<int>(capacity: 1, SlowReceiver.Wait);
        using var receiver = broadcast.Subscribe();
        var publisher = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await broadcast.PublishAsync(i);
            broadcast.Complete();
        });
        List<int> got = [];
        await foreach (var item in receiver)
            got.Add(item);
        await publisher;
        Assert.Equal(Enumerable.Range(0, 100), got);
    }

    [Fact]
    public async Task Across_loops_everybody_sees_the_same_order_and_nothing_is_lost()
    {
        const int Publishers = 3, Items = 500;
        var broadcast = new Broadcast<int>(capacity: 4, SlowReceiver.Wait);
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 3 });
        var ready = new CountdownEvent(3);
        var receivers = group.Loops.Select(loop => loop.InvokeAsync(async () =>
        {
            using var receiver = broadcast.Subscribe();
            ready.Signal();
            List<int> got = [];
            await foreach (var item in receiver)
                got.Add(item);
            return got;
        })).ToList();
        ready.Wait();
        var publishers = group.Loops.Select((loop, me) => loop.InvokeAsync(async () =>
        {
            for (var i = 0; i < Items; i++)
                await broadcast.PublishAsync((me * Items) + i);
        }));
        await Task.WhenAll(publishers);
        broadcast.Complete();
        var seen = await Task.WhenAll(receivers);
        Assert.Equal(Enumerable.Range(0, Publishers * Items), seen[0].Order());
        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(seen[0], seen[2]);
        for (var p = 0; p < Publishers; p++)
            Assert.Equal(Enumerable.Range(p * Items, Items), seen[0].Where(item => item / Items == p));
        ready.Dispose();
    }
}
