namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/synchronization.md.</summary>
public class SynchronizationSnippets
{
    [LoopFact(Virtual = true)]
    public async Task Work_queue()
    {
        var log = new List<int>();
        // begin work-queue
        var queue = new WorkQueue<int>();
        queue.TryPut(3);
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 2; i++)
                group.Start(WorkAsync);
            await queue.JoinAsync(); // every item is done, those that were found on the way too
            group.Cancel();
        });

        async Task WorkAsync()
        {
            while (true)
            {
                var item = await queue.TakeAsync();
                log.Add(item);
                if (item > 1)
                    await queue.PutAsync(item - 1);
                queue.TaskDone();
            }
        }
        // end work-queue
        Assert.Equal([3, 2, 1], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Lock_across_an_await()
    {
        var balance = 100;
        // begin lock
        var gate = new Lock();
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 3; i++)
                group.Start(() => WithdrawAsync(40));
            return Task.CompletedTask;
        });

        async Task WithdrawAsync(int amount)
        {
            using (await gate.AcquireAsync())
            {
                if (balance < amount)
                    return;
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(5)); // asks the bank; nobody else gets in
                balance -= amount;
            }
        }
        // end lock
        Assert.Equal(20, balance);
    }

    [LoopFact(Virtual = true)]
    public async Task Event_happens_once()
    {
        var log = new List<string>();
        // begin event
        var ready = new Event();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await ready.WaitAsync();
                log.Add("goes on");
            });
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
            log.Add("sets");
            ready.Set();
        });
        // end event
        Assert.Equal(["sets", "goes on"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Limiter()
    {
        var most = 0;
        // begin limiter
        var limiter = new CapacityLimiter(4);
        await TaskGroup.RunAsync(group =>
        {
            for (var page = 0; page < 20; page++)
                group.Start(FetchAsync);
            return Task.CompletedTask;
        });

        async Task FetchAsync()
        {
            using (await limiter.AcquireAsync())
            {
                most = Math.Max(most, limiter.BorrowedTokens);
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
            }
        }
        // end limiter
        Assert.Equal(4, most);
        Assert.Equal(TimeSpan.FromMilliseconds(500), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }

    [LoopFact(Virtual = true)]
    public async Task Condition_of_shared_state()
    {
        // begin condition
        var changed = new Condition();
        var stock = 0;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                using var guard = await changed.AcquireAsync();
                await changed.WaitUntilAsync(guard, () => stock >= 3);
                stock -= 3;
            });
            for (var i = 0; i < 4; i++)
            {
                using var guard = await changed.AcquireAsync();
                stock++;
                changed.NotifyAll(guard);
            }
        });
        // end condition
        Assert.Equal(1, stock);
    }

    [LoopFact(Virtual = true)]
    public async Task Barrier_of_rounds()
    {
        var log = new List<string>();
        // begin barrier
        var barrier = new Barrier(2);
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => WorkAsync("a", 1));
            group.Start(() => WorkAsync("b", 3));
            return Task.CompletedTask;
        });

        async Task WorkAsync(string name, int seconds)
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(seconds));
            await barrier.WaitAsync(); // until both are here
            log.Add(name);
        }
        // end barrier
        Assert.Equal(["a", "b"], log.Order());
        Assert.Equal(1, barrier.Rounds);
    }

    [LoopFact(Virtual = true)]
    public async Task Channel_of_items()
    {
        var received = new List<int>();
        // begin channel
        var channel = new Channel<int>(capacity: 2);
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                for (var i = 1; i <= 5; i++)
                    await channel.SendAsync(i); // waits while two are in it
                channel.Complete();
            });
            group.Start(async () =>
            {
                await foreach (var item in channel)
                    received.Add(item);
            });
            return Task.CompletedTask;
        });
        // end channel
        Assert.Equal([1, 2, 3, 4, 5], received);
    }

    [LoopFact(Virtual = true)]
    public async Task Channel_ends()
    {
        var received = new List<string>();
        // begin channel-ends
        var channel = new Channel<string>(capacity: 0);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in new[] { "a", "b" })
            {
                var sender = channel.OpenSender();
                group.Start(async () =>
                {
                    using (sender) // the last one disposed completes the channel
                        await sender.SendAsync(name);
                });
            }

            using var receiver = channel.OpenReceiver();
            await foreach (var item in receiver)
                received.Add(item);
        });
        // end channel-ends
        Assert.Equal(["a", "b"], received);
    }

    [LoopFact(Virtual = true)]
    public async Task Broadcast_to_all()
    {
        var received = new List<string>();
        // begin broadcast
        var room = new Broadcast<string>(capacity: 16, SlowReceiver.DropOldest);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in new[] { "ann", "bob" })
            {
                var receiver = room.Subscribe(); // on this loop; others may subscribe on theirs
                group.Start(async () =>
                {
                    using (receiver)
                    {
                        await foreach (var text in receiver)
                            received.Add($"{name}: {text}");
                    }
                });
            }

            await room.PublishAsync("hello"); // any loop, any thread
            room.Complete();
        });
        // end broadcast
        Assert.Equal(["ann: hello", "bob: hello"], received);
    }

    // begin loop-local
    private static readonly LoopLocal<Dictionary<string, int>> s_hits = new(static () => []);

    private static int Hit(string page)
    {
        var hits = s_hits.Value; // the calling loop's own: no lock, no ConcurrentDictionary
        return hits[page] = hits.GetValueOrDefault(page) + 1;
    }
    // end loop-local

    [LoopFact]
    public async Task One_per_loop()
    {
        await using var loops = new EventLoopGroup(new EventLoopGroupOptions { Count = 1 });
        Assert.Equal(1, Hit("/"));
        Assert.Equal(2, Hit("/"));
        Assert.Equal(1, await loops.Next().InvokeAsync(() => Hit("/")));
    }

    [LoopFact(Virtual = true)]
    public async Task Statistics()
    {
        // begin statistics
        var gate = new Lock();
        using (await gate.AcquireAsync())
        {
            var statistics = gate.Statistics;
            Assert.True(statistics.IsHeld);
            Assert.Equal(nameof(Statistics), statistics.Holder); // the method that acquired it
        }
        // end statistics
    }
}
