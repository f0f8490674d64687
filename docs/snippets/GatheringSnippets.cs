namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/gathering.md.</summary>
public class GatheringSnippets
{
    private static readonly string[] s_shops = ["north", "south", "east"];

    [LoopFact(Virtual = true)]
    public async Task All()
    {
        // begin gather-all
        var prices = await Gather.AllAsync(s_shops.Select(shop => (Func<Task<int>>)(() => AskAsync(shop))));
        // end gather-all
        Assert.Equal([5, 5, 4], prices);
    }

    [LoopFact(Virtual = true)]
    public async Task Outcomes()
    {
        var log = new List<string>();
        // begin gather-outcomes
        var outcomes = await Gather.OutcomesAsync(() => AskAsync("north"), () => AskAsync("nowhere"));
        foreach (var outcome in outcomes)
            log.Add(outcome.IsSuccess ? $"{outcome.Value}" : outcome.Error!.Message);
        // end gather-outcomes
        Assert.Equal(["5", "No such shop: nowhere."], log);
    }

    [LoopFact(Virtual = true)]
    public async Task First()
    {
        // begin gather-first
        var fastest = await Gather.FirstAsync(() => AskAsync("north"), () => AskAsync("east"));
        var working = await Gather.FirstSuccessAsync(() => AskAsync("nowhere"), () => AskAsync("north"));
        // end gather-first
        Assert.Equal((4, 5), (fastest, working));
    }

    [LoopFact(Virtual = true)]
    public async Task As_completed()
    {
        var log = new List<int>();
        // begin gather-as-completed
        var calls = s_shops.Select(shop => (Func<Task<int>>)(() => AskAsync(shop)));
        await foreach (var price in Gather.AsCompletedAsync(2, calls)) // two at a time
            log.Add(price);
        // end gather-as-completed
        Assert.Equal(3, log.Count);
    }

    [LoopFact(Virtual = true)]
    public async Task Stream()
    {
        var log = new List<string>();
        // begin gather-stream
        await foreach (var tick in Ticks())
        {
            log.Add(tick);
            if (log.Count == 3)
                break; // cancels both tasks, and waits for their cleanup
        }

        static IAsyncEnumerable<string> Ticks() => Gather.StreamAsync<string>((group, sender) =>
        {
            group.Start(() => TickAsync("fast", 10));
            group.Start(() => TickAsync("slow", 25));
            return Task.CompletedTask;

            async Task TickAsync(string name, int milliseconds)
            {
                while (true)
                {
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(milliseconds));
                    await sender.SendAsync(name);
                }
            }
        });
        // end gather-stream
        Assert.Equal(["fast", "fast", "slow"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Retry_with_backoff()
    {
        var attempts = 0;
        Task<int> FetchAsync() => ++attempts < 3 ? throw new IOException("busy") : AskAsync("north");
        // begin retry
        var options = new RetryOptions
        {
            MaxAttempts = 5,
            Delay = TimeSpan.FromMilliseconds(100), // then 200, 400, ..., each shortened by chance by up to a half
            ShouldRetry = static exception => exception is IOException or TimeoutException,
        };
        var price = await Retry.RunAsync(() => CancelScope.FailAfter(TimeSpan.FromSeconds(2), FetchAsync), options);
        // end retry
        Assert.Equal((5, 3), (price, attempts));
    }

    private static async Task<int> AskAsync(string shop)
    {
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(shop == "east" ? 10 : 20));
        return shop == "nowhere" ? throw new InvalidOperationException("No such shop: nowhere.") : shop.Length;
    }
}
