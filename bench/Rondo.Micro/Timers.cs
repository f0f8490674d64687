using System.Diagnostics;

namespace Rondo.Micro;

/// <summary>Deadlines that are set and, since all goes well, cancelled: what every request with a timeout does.</summary>
internal static class Timers
{
    private const int Count = 1_000_000;

    internal static void Run()
    {
        var medians = Rounds.Medians(5, Rondo, Scopes, Bcl);
        List<(string, double)> rows =
        [
            ("Rondo, timer on the loop", medians[0]),
            ("Rondo, CancelScope.MoveOnAfter", medians[1]),
            (".NET, CancellationTokenSource(delay)", medians[2]),
        ];
        if (Python.Measure("timers") is { } asyncio)
            rows.Add(("asyncio, call_later and cancel", asyncio));
        Rounds.Print("Timers set and cancelled per second, 10,000 others armed (million; target at least 1)", "M/s", [.. rows]);
    }

    private static double Rondo() => OnLoop(static async () =>
    {
        var clock = EventLoop.Current.Clock;
        for (var i = 0; i < Count; i++)
        {
            await using (clock.CreateTimer(static _ => { }, null, TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan))
            {
            }
        }
    });

    private static double Scopes() => OnLoop(static async () =>
    {
        for (var i = 0; i < Count; i++)
            await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(60), static () => Task.CompletedTask);
    });

    private static double OnLoop(Func<Task> work) => EventLoop.Run(
        async () =>
        {
            var result = 0.0;
            await TaskGroup.RunAsync(async group =>
            {
                for (var i = 0; i < 10_000; i++)
                    group.Start(() => EventLoop.Sleep(TimeSpan.FromSeconds(30 + (i % 60))));
                var started = Stopwatch.GetTimestamp();
                await work();
                result = Count / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6;
                group.Cancel();
            });
            return result;
        },
        new EventLoopOptions { StallThreshold = Timeout.InfiniteTimeSpan });

    private static double Bcl()
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            using var source = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        }

        return Count / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6;
    }
}
