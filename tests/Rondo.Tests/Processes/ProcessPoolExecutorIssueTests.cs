namespace Rondo.Tests.Processes;

/// <summary>The programs of reports in which CPython's ProcessPoolExecutor hung or lost calls. ProcessPoolCrashTests has the crashes.</summary>
[Collection(IO.ForkingTests.Name)]
public class ProcessPoolExecutorIssueTests
{
    private static readonly int[] s_squares = [0, 1, 4, 9];

    /// <summary>python/cpython#115634, #115831 and #111498: calls waited for ever after a worker had run its number of calls.</summary>
    [Theory]
    [InlineData(1, 2, 10)]
    [InlineData(1, 1, 10)]
    [InlineData(2, 3, 20)]
    [InlineData(4, 2, 20)]
    public async Task Calls_outnumber_the_calls_of_the_workers(int workers, int callsPerWorker, int calls)
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = workers, Spares = 0, MaxCallsPerWorker = callsPerWorker });
        var results = await Task.WhenAll(Enumerable.Range(0, calls).Select(i => pool.RunAsync(static (int each) => each * each, i)));
        Assert.Equal(Enumerable.Range(0, calls).Select(static each => each * each), results);
        Assert.InRange(pool.Statistics.Started, calls / callsPerWorker, int.MaxValue);
    }

    /// <summary>python/cpython#119592: calls that waited at the shutdown were lost when a worker had run its number of calls.</summary>
    [Fact]
    public async Task Calls_wait_while_the_pool_closes_and_its_workers_are_replaced()
    {
        var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0, MaxCallsPerWorker = 1, GracePeriod = TimeSpan.FromMinutes(1) });
        var calls = Enumerable.Range(0, 4).Select(i => pool.RunAsync(static (int each) => each * each, i)).ToArray();
        await pool.DisposeAsync();
        Assert.All(calls, static each => Assert.True(each.IsCompleted));
        Assert.Equal(s_squares, await Task.WhenAll(calls));
    }

    /// <summary>python/cpython#119592: a worker that crashed during the shutdown left its calls unanswered.</summary>
    [Fact]
    public async Task A_worker_crashes_while_the_pool_closes()
    {
        var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0, GracePeriod = TimeSpan.FromMinutes(1), OnOutput = static (_, _) => { } });
        var crash = pool.RunAsync(static () => Environment.Exit(3));
        var last = pool.RunAsync(static () => 7);
        await pool.DisposeAsync();
        Assert.Equal(3, (await Assert.ThrowsAsync<WorkerCrashedException>(() => crash)).ExitCode);
        Assert.Equal(7, await last);
    }

    /// <summary>python/cpython#152967: calls of an executor that nothing referred to any more were lost.</summary>
    [Fact]
    public async Task The_program_drops_the_pool_while_its_calls_run()
    {
        var (calls, pool) = Drop();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(s_squares, await Task.WhenAll(calls));
        if (pool.TryGetTarget(out var left))
            await left.DisposeAsync();

        static (Task<int>[] Calls, WeakReference<ProcessPool> Pool) Drop()
        {
            var dropped = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0, MaxCallsPerWorker = 1 });
            return ([.. Enumerable.Range(0, 4).Select(i => dropped.RunAsync(static (int each) => each * each, i))], new(dropped));
        }
    }

    /// <summary>The heap of a worker is full: the call fails, and the worker or its successor serves the next.</summary>
    [Fact]
    public async Task A_worker_runs_out_of_memory()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions
        {
            Workers = 1,
            Spares = 0,
            Environment = new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "0x4000000" },
            OnOutput = static (_, _) => { },
        });
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => pool.RunAsync(static () => ProcessPoolCrashTests.Allocate(500)));
        Assert.True(failure is ProcessCallException { TypeName: "System.OutOfMemoryException" } or WorkerCrashedException, failure.ToString());
        Assert.Equal(1, await pool.RunAsync(static () => 1));
    }
}
