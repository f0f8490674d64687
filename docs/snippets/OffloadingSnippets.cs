namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/offloading.md.</summary>
public class OffloadingSnippets
{
    [LoopFact]
    public async Task Run()
    {
        // begin offload
        var digits = await Offload.RunAsync(() => Factorial(2000).ToString()); // on a worker thread
        // end offload
        Assert.Equal(5736, digits.Length);
    }

    [LoopFact]
    public async Task Own_limiter()
    {
        // begin offload-limiter
        var database = new CapacityLimiter(2); // this driver bears two calls at a time
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 10; i++)
                group.Start(() => Offload.RunAsync(Query, database));
            return Task.CompletedTask;
        });
        // end offload-limiter
        Assert.Equal(0, database.BorrowedTokens);

        static void Query() => Thread.SpinWait(1000);
    }

    [LoopFact]
    public async Task Cooperative()
    {
        // begin offload-token
        var found = await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(20), () => Offload.RunAsync(token =>
        {
            for (var candidate = 3L; !IsWhatWeWant(candidate); candidate += 2)
                token.ThrowIfCancellationRequested(); // between two pieces of the computation
            return "found";
        }));
        // end offload-token
        Assert.Null(found);

        static bool IsWhatWeWant(long candidate) => candidate == 2;
    }

    [LoopFact]
    public async Task Abandoned()
    {
        using var release = new ManualResetEventSlim();
        // begin offload-abandon
        var finished = await CancelScope.MoveOnAfter(
            TimeSpan.FromMilliseconds(20),
            () => Offload.RunAsync(() => release.Wait(), abandonOnCancel: true));
        // end offload-abandon
        Assert.False(finished);
        release.Set();
        while (Offload.DefaultLimiter.BorrowedTokens > 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
    }

    [LoopFact]
    public async Task Back_to_the_loop()
    {
        // begin run-on-loop
        var progress = new List<int>(); // the loop's
        await Offload.RunAsync(() =>
        {
            for (var percent = 50; percent <= 100; percent += 50)
                Offload.RunOnLoop(() => progress.Add(percent)); // the worker waits for the loop
        });
        // end run-on-loop
        Assert.Equal([50, 100], progress);
    }

    private static System.Numerics.BigInteger Factorial(int n)
    {
        var product = System.Numerics.BigInteger.One;
        for (var i = 2; i <= n; i++)
            product *= i;
        return product;
    }
}
