using System.Collections.Concurrent;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/event-loops.md.</summary>
public class EventLoopsSnippets
{
    [Fact]
    public void Run()
    {
        // begin run
        var greeting = EventLoop.Run(async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
            return $"Hello from {EventLoop.Current.Name}";
        });
        // end run
        Assert.Equal("Hello from loop", greeting);
    }

    [LoopFact(Virtual = true)]
    public async Task Turns()
    {
        // begin turns
        var steps = new List<string>(); // shared by two tasks, and needs no lock
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => Walk("left"));
            group.Start(() => Walk("right"));
            return Task.CompletedTask;
        });

        async Task Walk(string foot)
        {
            for (var step = 1; step <= 2; step++)
            {
                steps.Add($"{foot} {step}");
                await EventLoop.Yield(); // the other one's turn
            }
        }
        // end turns
        Assert.Equal(["left 1", "right 1", "left 2", "right 2"], steps);
    }

    [LoopFact]
    public async Task Home()
    {
        // begin home
        var loop = EventLoop.Current;
        await Task.Run(() => Assert.Null(EventLoop.TryCurrent)); // runs on the thread pool
        Assert.Same(loop, EventLoop.Current); // and the code after it at home
        // end home
    }

    [LoopFact(Virtual = true)]
    public async Task Clock()
    {
        // begin clock
        var clock = EventLoop.Current.Clock;
        var start = clock.GetTimestamp();
        await Task.Delay(TimeSpan.FromHours(1), clock); // any API that takes a TimeProvider
        var elapsed = clock.GetElapsedTime(start);
        // end clock
        Assert.Equal(TimeSpan.FromHours(1), elapsed);
    }

    [LoopFact]
    public async Task Sync_over_async()
    {
        // begin sync-over-async
        var download = new TaskCompletionSource<string>();
        var error = Assert.Throws<InvalidOperationException>(() => download.Task.Result);
        Assert.Contains("Await the task instead", error.Message, StringComparison.Ordinal);
        // end sync-over-async
        await EventLoop.Yield();
    }

    [Fact]
    public void Stalls()
    {
        // begin stalls
        var stalls = new BlockingCollection<StallReport>();
        StallReport? report = null;
        EventLoop.Run(
            async () =>
            {
                await EventLoop.Yield();
                report = stalls.Take(); // holds the loop until the watchdog has reported it
            },
            new EventLoopOptions { StallThreshold = TimeSpan.FromMilliseconds(20), Stalled = stalls.Add });
        // end stalls
        Assert.StartsWith("Rondo: loop 'loop' has been blocked for ", report!.ToString());
    }

    [Fact]
    public async Task Group()
    {
        // begin group
        await using var loops = new EventLoopGroup(new EventLoopGroupOptions { Count = 2 });
        var names = await Task.WhenAll(loops.Loops.Select(loop => loop.InvokeAsync(() => EventLoop.Current.Name)));
        // end group
        Assert.Equal(["loop-0", "loop-1"], names);
    }

    [Fact]
    public async Task Post_and_invoke()
    {
        await using var loops = new EventLoopGroup(new EventLoopGroupOptions { Count = 1 });
        // begin post
        var loop = loops.Next();
        var seen = new List<string>(); // the loop's alone: nothing else touches it
        loop.Post(() => seen.Add("posted"));
        var count = await loop.InvokeAsync(async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            return seen.Count;
        });
        // end post
        Assert.Equal(1, count);
    }

    [LoopFact]
    public async Task Cancellation_travels()
    {
        await using var loops = new EventLoopGroup(new EventLoopGroupOptions { Count = 1 });
        var other = loops.Next();
        // begin invoke-canceled
        var finished = await CancelScope.MoveOnAfter(
            TimeSpan.FromMilliseconds(10),
            () => other.InvokeAsync(async () => await EventLoop.SleepForever()));
        // end invoke-canceled
        Assert.False(finished);
    }
}
