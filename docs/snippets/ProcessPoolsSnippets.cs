namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/process-pools.md.</summary>
public class ProcessPoolsSnippets
{
    private static readonly ProcessPoolOptions s_one = new() { Workers = 1, Spares = 0, OnOutput = static (_, _) => { } };

    [LoopFact(Drivers = "epoll")]
    public async Task First()
    {
        // begin process-pool
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 2 });
        var primes = await pool.RunAsync(static (int limit) => CountPrimes(limit), 100_000);
        // end process-pool
        Assert.Equal(9592, primes);
    }

    [LoopFact(Drivers = "epoll")]
    public async Task Progress()
    {
        await using var pool = new ProcessPool(s_one);
        var percent = 0.0;
        // begin process-pool-progress
        var progress = new Progress<double>(value => percent = value); // runs on the loop
        var pages = await pool.RunAsync(static (Report report, IProgress<double> progress) => Render(report, progress), new Report("May", 4), progress);
        // end process-pool-progress
        Assert.Equal(4, pages.Length);
        await EventLoop.Yield();
        Assert.True(percent > 0);
    }

    [LoopFact(Drivers = "epoll")]
    public async Task Crash()
    {
        await using var pool = new ProcessPool(s_one);
        var said = "";
        // begin process-pool-crash
        try
        {
            await pool.RunAsync(static (string path) => NativeDecoder.Decode(path), "broken.jpg");
        }
        catch (WorkerCrashedException crash)
        {
            said = crash.Message; // Worker process 4711 was killed by signal 11 (SIGSEGV) while it ran ...
        }
        catch (ProcessCallException failure)
        {
            said = $"{failure.TypeName}: {failure.OriginalMessage}"; // the function threw, and the worker is fine
        }
        // end process-pool-crash
        Assert.Contains("was killed by signal 6 (SIGABRT)", said, StringComparison.Ordinal);
    }

    [LoopFact(Drivers = "epoll")]
    public async Task Deadline()
    {
        await using var pool = new ProcessPool(s_one);
        // begin process-pool-deadline
        var count = await CancelScope.MoveOnAfter(
            TimeSpan.FromMilliseconds(50), () => pool.RunAsync(static () => (int?)CountPrimes(int.MaxValue)));
        // end process-pool-deadline
        Assert.Null(count);
    }

    [LoopFact(Drivers = "epoll")]
    public async Task Limits()
    {
        // begin process-pool-limits
        await using var pool = new ProcessPool(new ProcessPoolOptions
        {
            Workers = 1,
            Spares = 0, // no process in reserve
            MemoryLimit = 200 << 20, // bytes
            MaxCallsPerWorker = 1000,
            QueueLimit = 100,
        });
        // end process-pool-limits
        Assert.Equal(1, await pool.RunAsync(static () => 1));
    }

    private static int CountPrimes(int limit)
    {
        var count = 0;
        for (var candidate = 2; candidate < limit; candidate++)
        {
            var divisor = 2;
            while ((long)divisor * divisor <= candidate && candidate % divisor != 0)
                divisor++;
            if ((long)divisor * divisor > candidate)
                count++;
        }

        return count;
    }

    private static string[] Render(Report report, IProgress<double> progress)
    {
        var pages = new string[report.Pages];
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i] = $"{report.Title}, page {i + 1}";
            progress.Report((i + 1.0) / pages.Length);
        }

        return pages;
    }

    internal sealed record Report(string Title, int Pages);

    private static class NativeDecoder
    {
        internal static byte[] Decode(string path)
        {
            Environment.FailFast($"cannot decode {path}");
            return [];
        }
    }
}
