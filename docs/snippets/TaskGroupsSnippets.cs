namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/task-groups.md.</summary>
public class TaskGroupsSnippets
{
    [LoopFact(Virtual = true)]
    public async Task Children()
    {
        var clock = (VirtualClock)EventLoop.Current.Clock;
        // begin children
        var page = await TaskGroup.RunAsync(async group =>
        {
            var user = group.Start(() => LoadAsync("user", 30));
            var orders = group.Start(() => LoadAsync("orders", 20));
            return $"{await user}, {await orders}";
        });

        static async Task<string> LoadAsync(string what, int milliseconds)
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(milliseconds));
            return what;
        }
        // end children
        Assert.Equal("user, orders", page);
        Assert.Equal(TimeSpan.FromMilliseconds(30), clock.Elapsed);
    }

    [LoopFact(Virtual = true)]
    public async Task Completion()
    {
        var log = new List<string>();
        // begin completion
        await TaskGroup.RunAsync(async group =>
        {
            var warmUp = group.Start(async () =>
            {
                await EventLoop.Sleep(TimeSpan.FromSeconds(1));
                log.Add("warm");
            });
            log.Add("started");
            await warmUp.Completion; // only if you need to know; the group waits anyway
            log.Add("known");
        });
        // end completion
        Assert.Equal(["started", "warm", "known"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Failure()
    {
        var log = new List<string>();
        // begin failure
        try
        {
            await TaskGroup.RunAsync(group =>
            {
                group.Start(async () =>
                {
                    try
                    {
                        await EventLoop.SleepForever();
                    }
                    catch (ScopeCanceledException canceled)
                    {
                        log.Add(canceled.Reason.Message);
                        throw; // clean up, and let it pass
                    }
                });
                group.Start(async () =>
                {
                    await EventLoop.Sleep(TimeSpan.FromSeconds(1));
                    throw new IOException("The disk is full.");
                });
                return Task.CompletedTask;
            });
        }
        catch (IOException exception)
        {
            log.Add(exception.Message);
        }
        // end failure
        Assert.Equal(["another task of the group failed with IOException: The disk is full", "The disk is full."], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Several_failures()
    {
        var log = new List<string>();
        // begin handle-each
        try
        {
            await TaskGroup.RunAsync(group =>
            {
                group.Start(() => FailAsync(new IOException("disk")));
                group.Start(() => FailAsync(new TimeoutException("network")));
                return Task.CompletedTask;
            });
        }
        catch (Exception exception)
        {
            var rest = TaskGroupException.HandleEach<IOException>(exception, io => log.Add(io.Message));
            if (rest is not null)
                log.Add($"left: {rest.Message}");
        }

        static async Task FailAsync(Exception exception)
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
            throw exception;
        }
        // end handle-each
        Assert.Equal(["disk", "left: network"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Start_async()
    {
        var log = new List<string>();
        // begin start-async
        await TaskGroup.RunAsync(async group =>
        {
            var port = await group.StartAsync<int>(ServeAsync);
            log.Add($"serving on {port}");
            group.Cancel();
        });

        static async Task ServeAsync(ReadySignal<int> signal)
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5)); // binds, loads, subscribes
            signal.Ready(8000); // StartAsync returns here, and this task goes on
            await EventLoop.SleepForever();
        }
        // end start-async
        Assert.Equal(["serving on 8000"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Stop()
    {
        var log = new List<string>();
        // begin stop
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                while (!group.StopToken.IsCancellationRequested)
                    await EventLoop.Sleep(TimeSpan.FromSeconds(1)); // a piece of work
                log.Add("finished the last piece");
            });
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(2500));
            group.Stop(TimeSpan.FromSeconds(10)); // asks, and cancels after ten seconds
        });
        // end stop
        Assert.Equal(["finished the last piece"], log);
        Assert.Equal(TimeSpan.FromSeconds(3), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }

    [Fact]
    public void Detach()
    {
        // begin detach
        var failures = new List<string>();
        EventLoop.Run(
            () =>
            {
                TaskGroup.Detach("send the receipt", async () =>
                {
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                    throw new IOException("The mail server is away.");
                });
                return Task.CompletedTask; // the loop drains what is detached before it ends
            },
            new EventLoopOptions { UnhandledException = (_, exception) => failures.Add(exception.Message) });
        // end detach
        Assert.Equal(["The mail server is away."], failures);
    }
}
