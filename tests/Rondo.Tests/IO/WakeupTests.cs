using System.Net;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Loops that are woken, loops that sleep, and loops that end, on every driver.</summary>
public class WakeupTests
{
    [LoopFact]
    public async Task A_hundred_thousand_posts_from_four_threads_arrive_in_each_posters_order()
    {
        const int posters = 4;
        const int posts = 25_000;
        var loop = EventLoop.Current;
        var home = Environment.CurrentManagedThreadId;
        var next = new int[posters];
        var arrived = 0;
        var disorder = 0;
        var threads = Enumerable.Range(0, posters).Select(poster => new Thread(() =>
        {
            for (var i = 0; i < posts; i++)
            {
                var number = i;
                loop.Post(() =>
                {
                    if (next[poster]++ != number || Environment.CurrentManagedThreadId != home)
                        disorder++;
                    arrived++;
                });
                if (i % 5000 == 0)
                    Thread.Yield(); // lets the loop fall asleep in between
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        while (arrived < posters * posts)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, disorder);
        Assert.All(next, count => Assert.Equal(posts, count));
    }

    [LoopFact]
    public async Task A_loop_asleep_in_its_driver_wakes_for_each_post()
    {
        var loop = EventLoop.Current;
        for (var i = 0; i < 100; i++)
        {
            var source = new TaskCompletionSource();
            // Nothing else is ready and no timer is armed: only the wakeup ends the wait.
            ThreadPool.UnsafeQueueUserWorkItem(_ => loop.Post(source.SetResult), null);
            await source.Task;
        }
    }

    [LoopFact]
    public Task An_idle_loop_makes_no_turns() => OtherLoop.UseAsync(async other =>
    {
        TcpStream? client = null;
        TcpStream? server = null;
        Task<int>? reading = null;
        await other.InvokeAsync(async () =>
        {
            (client, server) = await TcpPair.ConnectAsync();
            reading = server.ReadAsync(new byte[1]).AsTask();
        });
        await InFlight.SettleAsync(() => other.Statistics.Turns);
        var turns = other.Statistics.Turns;
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(40));
        Assert.Equal(turns, other.Statistics.Turns);
        await other.InvokeAsync(async () =>
        {
            client!.Dispose();
            Assert.Equal(0, await reading!);
            server!.Dispose();
        });
    });

    [LoopFact]
    public Task Outstanding_counts_what_the_world_may_still_complete() => TcpPair.UseAsync(async (client, server) =>
    {
        var idle = EventLoop.Current.Statistics.Outstanding;
        await TaskGroup.RunAsync(async group =>
        {
            var first = group.Start(async () => await server.ReadAsync(new byte[1]));
            var second = group.Start(async () => await client.ReadAsync(new byte[1]));
            Assert.Equal(idle + 2, EventLoop.Current.Statistics.Outstanding);
            await client.WriteAsync(new byte[1]);
            await first;
            Assert.Equal(idle + 1, EventLoop.Current.Statistics.Outstanding);
            group.Cancel();
        });
        Assert.Equal(idle, EventLoop.Current.Statistics.Outstanding);
    });

    [LoopFact]
    public async Task A_loop_that_ends_takes_its_operations_along()
    {
        var driver = EventLoop.Current.DriverName;
        var buffer = new byte[16];
        Task<int>? reading = null;
        await Task.Run(() => EventLoop.Run(
            async () =>
            {
                var (client, server) = await TcpPair.ConnectAsync();
                TaskGroup.Detach("holds the sockets", async () =>
                {
                    using (client)
                    using (server)
                    {
                        reading = server.ReadAsync(buffer).AsTask();
                        await reading;
                    }
                });
                await EventLoop.Yield();
            },
            new EventLoopOptions { Driver = driver, HandleSignals = false, GracePeriod = TimeSpan.Zero }));
        Assert.NotNull(reading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [LoopFact]
    public Task A_stream_that_always_has_data_does_not_starve_the_others() => TcpPair.UseAsync(async (client, server) =>
    {
        await client.WriteAsync(new byte[100_000]);
        var others = 0;
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(async () =>
            {
                while (true)
                {
                    others++;
                    await EventLoop.Yield();
                }
            });
            var buffer = new byte[1];
            for (var i = 0; i < 20_000; i++)
                Assert.Equal(1, await server.ReadAsync(buffer));
            group.Cancel();
        });
        Assert.True(others >= 20_000 / 128 / 2, $"The other task ran {others} times during 20,000 reads that had data.");
    });

    [LoopFact]
    public async Task A_timer_is_on_time_while_sockets_are_busy()
    {
        await TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(async () =>
            {
                var buffer = new byte[1000];
                while (true)
                {
                    await client.WriteAsync(buffer);
                    await server.ReadExactlyAsync(buffer);
                }
            });
            for (var i = 0; i < 5; i++)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(2));
            group.Cancel();
        }));
    }
}
