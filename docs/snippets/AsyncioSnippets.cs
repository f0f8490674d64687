namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/coming-from-asyncio.md.</summary>
public class AsyncioSnippets
{
    [Fact]
    public void Run()
    {
        var log = new List<string>();
        // begin asyncio-run
        EventLoop.Run(async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(0.01));
            log.Add("done");
        });
        // end asyncio-run
        Assert.Equal(["done"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Gather()
    {
        // begin asyncio-group
        var total = await TaskGroup.RunAsync(async group =>
        {
            var a = group.Start(() => FetchAsync(1));
            var b = group.Start(() => FetchAsync(2));
            return await a + await b;
        });
        // end asyncio-group
        Assert.Equal(3, total);

        static async Task<int> FetchAsync(int value)
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(value));
            return value;
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Timeout()
    {
        var late = false;
        // begin asyncio-timeout
        try
        {
            await CancelScope.FailAfter(TimeSpan.FromSeconds(5), ReadAsync);
        }
        catch (TimeoutException)
        {
            late = true;
        }
        // end asyncio-timeout
        Assert.True(late);

        static async Task ReadAsync() => await EventLoop.SleepForever();
    }

    [LoopFact(Virtual = true)]
    public async Task Queue()
    {
        var seen = new List<string>();
        // begin asyncio-queue
        var queue = new Channel<string>(capacity: 10);
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 2; i++)
                group.Start(WorkAsync);
            foreach (var job in new[] { "a", "b", "c" })
                await queue.SendAsync(job);
            queue.Complete(); // the workers end; nobody has to cancel them
        });

        async Task WorkAsync()
        {
            await foreach (var job in queue)
                seen.Add(job);
        }
        // end asyncio-queue
        Assert.Equal(["a", "b", "c"], seen.Order());
    }

    [LoopFact]
    public async Task To_thread()
    {
        var path = typeof(AsyncioSnippets).Assembly.Location.Replace(".dll", ".runtimeconfig.json", StringComparison.Ordinal);
        // begin asyncio-to-thread
        var text = await Offload.RunAsync(() => File.ReadAllText(path));
        // end asyncio-to-thread
        Assert.NotEmpty(text);
    }
}
