using System.Diagnostics;
using System.Threading.Channels;

namespace Rondo.Micro;

/// <summary>A call to another loop and its answer, against a hop between two pool threads through channels.</summary>
internal static class Hops
{
    private const int Count = 50_000;

    private static int s_crossed;

    internal static void Run()
    {
        var names = new[] { "uring", "epoll" };
        var medians = Rounds.Medians(7, [.. names.Select(driver => (Func<double>)(() => Loops(driver))), Channels]);
        Console.WriteLine($"  ({s_crossed} channel round trips between different threads)");
        Rounds.Print(
            "A call to another loop and its answer (target: not above the channel hop)",
            "us",
            [("Channel<T> to a pool thread and back", medians[^1]),
                .. names.Select((name, i) => ($"Rondo, InvokeAsync between loops, {name}", medians[i]))]);
    }

    private static double Loops(string driver)
    {
        var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 2, Loop = new EventLoopOptions { Driver = driver } });
        try
        {
            return group.Loops[0].InvokeAsync(async () =>
            {
                var other = group.Loops[1];
                var started = Stopwatch.GetTimestamp();
                for (var i = 0; i < Count; i++)
                    await other.InvokeAsync(static () => 1);
                return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Count;
            }).GetAwaiter().GetResult();
        }
        finally
        {
            group.StopAsync().GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// The pool often runs both ends on one thread, which is no hop: only the round trips count whose two ends ran on
    /// different threads.
    /// </summary>
    private static double Channels() => Task.Run(static async () =>
    {
        var there = Channel.CreateUnbounded<int>();
        var back = Channel.CreateUnbounded<int>();
        var echo = Task.Run(async () =>
        {
            await foreach (var _ in there.Reader.ReadAllAsync())
                back.Writer.TryWrite(Environment.CurrentManagedThreadId);
        });
        var trips = 0;
        long ticks = 0;
        for (var i = 0; i < 20 * Count && trips < Count; i++)
        {
            var thread = Environment.CurrentManagedThreadId;
            var started = Stopwatch.GetTimestamp();
            there.Writer.TryWrite(i);
            if (await back.Reader.ReadAsync() != thread)
            {
                ticks += Stopwatch.GetTimestamp() - started;
                trips++;
            }
        }

        there.Writer.Complete();
        await echo;
        s_crossed = trips;
        return Stopwatch.GetElapsedTime(0, ticks).TotalMicroseconds / trips;
    }).GetAwaiter().GetResult();
}
