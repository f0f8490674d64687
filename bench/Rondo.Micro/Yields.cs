using System.Diagnostics;

namespace Rondo.Micro;

/// <summary>Tasks that give way: the cost of one step.</summary>
internal static class Yields
{
    private const int Count = 10_000_000;

    internal static void Run()
    {
        var medians = Rounds.Medians(5, One, Hundred, Pool);
        List<(string, double)> rows =
        [
            ("Rondo, one task, one core", medians[0]),
            ("Rondo, 100 tasks, one core", medians[1]),
            ($".NET thread pool, 100 tasks, {Environment.ProcessorCount} cores", medians[2]),
        ];
        if (Python.Measure("yields") is { } asyncio)
            rows.Add(("asyncio", asyncio));
        if (Python.Measure("yields", uvloop: true) is { } uvloop)
            rows.Add(("uvloop", uvloop));
        Rounds.Print("Yields per second (million; target at least 12)", "M/s", [.. rows]);
    }

    private static double One() => EventLoop.Run(async () =>
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
            await EventLoop.Yield();
        return Count / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6;
    });

    private static double Hundred() => EventLoop.Run(async () =>
    {
        var started = Stopwatch.GetTimestamp();
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 100; i++)
            {
                group.Start(static async () =>
                {
                    for (var n = 0; n < Count / 100; n++)
                        await EventLoop.Yield();
                });
            }

            return Task.CompletedTask;
        });
        return Count / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6;
    });

    private static double Pool()
    {
        var started = Stopwatch.GetTimestamp();
        Task.WhenAll(Enumerable.Range(0, 100).Select(static _ => Task.Run(static async () =>
        {
            for (var n = 0; n < Count / 1000; n++)
                await Task.Yield();
        }))).GetAwaiter().GetResult();
        return Count / 10 / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6;
    }
}
