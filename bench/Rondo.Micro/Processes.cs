using System.Diagnostics;

namespace Rondo.Micro;

/// <summary>A call of a warm worker process, the return of a pool after a crash, and how late a loop is while all workers
/// compute.</summary>
internal static class Processes
{
    private const int Calls = 5000;
    private const int Ticks = 1000;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    internal static void Run()
    {
        var call = Rounds.Medians(5, Call, Thread, static () => Python.Measure("process_call") ?? double.NaN);
        Rounds.Print(
            "1 KB to a warm worker and back",
            "us",
            [("ProcessPool", call[0]), ("Offload.RunAsync, a thread", call[1]), ("asyncio, ProcessPoolExecutor", call[2])]);
        var crash = Rounds.Medians(7, () => Crash(1), () => Crash(0));
        Rounds.Print("From the kill of the only worker to the next result", "ms", [("with a spare", crash[0]), ("without", crash[1])]);
        var late = Rounds.Medians(
            3, () => Lateness(Computing.Nothing), () => Lateness(Computing.Processes), () => Lateness(Computing.Threads),
                static () => Python.Measure("process_lateness") ?? double.NaN,
            static () => Python.Measure("thread_lateness") ?? double.NaN);
        Rounds.Print(
            "The 99th percentile of how late sleeps of 1 ms are, while every core computes",
            "ms",
            [
                ("nothing computes", late[0]), ("ProcessPool, a worker per core", late[1]),
                ("Offload, a thread per core", late[2]), ("asyncio, ProcessPoolExecutor", late[3]),
                ("asyncio, threads", late[4]),
            ]);
    }

    private enum Computing
    {
        Nothing,
        Processes,
        Threads,
    }

    private static double Call() => EventLoop.Run(static async () =>
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0 });
        return await MedianAsync(bytes => pool.RunAsync(static (byte[] each) => each, bytes));
    });

    private static double Thread() => EventLoop.Run(static () => MedianAsync(static bytes => Offload.RunAsync(() => bytes.ToArray())));

    private static async Task<double> MedianAsync(Func<byte[], Task<byte[]>> call)
    {
        var bytes = new byte[1024];
        var times = new double[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await call(bytes);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        return times.Order().ElementAt(Calls / 2);
    }

    private static double Crash(int spares) => EventLoop.Run(async () =>
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = spares, OnOutput = static (_, _) => { } });
        var process = await pool.RunAsync(static () => Environment.ProcessId);
        while (pool.Statistics.Starting > 0)
            await EventLoop.Sleep(s_tick);
        using var worker = Process.GetProcessById(process);
        var started = Stopwatch.GetTimestamp();
        worker.Kill();
        while (true)
        {
            try
            {
                if (await pool.RunAsync(static () => Environment.ProcessId) != process)
                    return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
            catch (WorkerCrashedException)
            {
                // It was sent before the kill was noticed.
            }
        }
    });

    private static double Lateness(Computing what) => EventLoop.Run(async () =>
    {
        var cores = Environment.ProcessorCount;
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = cores, Spares = 0, GracePeriod = TimeSpan.Zero });
        while (pool.Statistics.Idle < cores)
            await EventLoop.Sleep(s_tick);
        using var stop = new CancellationTokenSource();
        return await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < cores && what != Computing.Nothing; i++)
                group.Start(() => ComputeAsync(pool, what == Computing.Processes, stop.Token));
            var late = new double[Ticks];
            for (var i = 0; i < Ticks; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await EventLoop.Sleep(s_tick);
                late[i] = (Stopwatch.GetElapsedTime(started) - s_tick).TotalMilliseconds;
            }

            await stop.CancelAsync();
            return late.Order().ElementAt(Ticks * 99 / 100);
        });
    });

    private static async Task ComputeAsync(ProcessPool pool, bool isInProcess, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (isInProcess)
                await pool.RunAsync(Compute, CancellationToken.None); // each ends soon
            else
                await Offload.RunAsync(Compute);
        }
    }

    private static long Compute()
    {
        var sum = 0L;
        for (var i = 1L; i < 50_000_000; i++)
            sum += i % 7;
        return sum;
    }
}
