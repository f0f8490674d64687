using System.Diagnostics;

namespace Rondo.Micro;

/// <summary>A million tasks that sleep: memory each, and how late the last one wakes.</summary>
internal static class Sleepers
{
    private const int Count = 1_000_000;

    private static double? s_residentFirst;

    internal static void Run()
    {
        double lateness = 0, resident = 0;
        var medians = Rounds.Medians(3, () => Rondo(out lateness, out resident), Delays);
        List<(string, double)> rows =
            [("Rondo, task in a group, all told", medians[0]), (".NET, async method awaiting Task.Delay", medians[1])];
        if (Python.Measure("sleepers") is { } asyncio)
            rows.Add(("asyncio, 200,000 tasks", asyncio));
        Rounds.Print("1,000,000 sleeping tasks, bytes each (target at most 250)", "B", [.. rows]);
        Console.WriteLine(
            $"  resident memory grew by {resident:0} B each; the last one woke {lateness:0} ms after its time (target at most 1,000)");
    }

    private static double Rondo(out double lateness, out double resident)
    {
        var late = 0.0;
        var rss = 0.0;
        var bytes = EventLoop.Run(
            async () =>
            {
                var before = GC.GetTotalMemory(forceFullCollection: true);
                var residentBefore = Environment.WorkingSet;
                var delay = TimeSpan.FromSeconds(3);
                long started = 0;
                var each = 0.0;
                await TaskGroup.RunAsync(group =>
                {
                    for (var i = 0; i < Count; i++)
                        group.Start(static () => EventLoop.Sleep(TimeSpan.FromSeconds(3)));
                    started = Stopwatch.GetTimestamp();
                    each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
                    rss = (Environment.WorkingSet - residentBefore) / (double)Count;
                    return Task.CompletedTask;
                });
                late = (Stopwatch.GetElapsedTime(started) - delay).TotalMilliseconds;
                return each;
            },
            new EventLoopOptions { StallThreshold = Timeout.InfiniteTimeSpan });
        lateness = late;
        resident = s_residentFirst ??= rss; // later rounds reuse the memory of the first
        return bytes;
    }

    private static double Delays()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tasks = new Task[Count];
        for (var i = 0; i < Count; i++)
            tasks[i] = Sleep();
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
        Task.WhenAll(tasks).GetAwaiter().GetResult();
        return each;

        static async Task Sleep() => await Task.Delay(3000);
    }
}
