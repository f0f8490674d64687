using System.Diagnostics;
using System.Threading.Channels;

namespace Rondo.Micro;

/// <summary>A call to another loop and its answer, against a hop between two pool threads through channels.</summary>
internal static class Hops
{
    private const int Count = 50_000;

    internal static void Run()
    {
        var names = new[] { "uring", "epoll" };
        var medians = Rounds.Medians(7, [.. names.Select(driver => (Func<double>)(() => Loops(driver))), Channels]);
        Rounds.Print(
            "A call to another loop and its answer (target: not above the channel hop)",
            "us",
            [("Channel<T> to a pool thread and back", medians[^1]), .. names.Select((name, i) => ($"Rondo, InvokeAsync between loops, {name}", medians[i]))]);
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

    private static double Channels() => Task.Run(static async () =>
    {
        var there = Channel.CreateUnbounded<int>();
        var back = Channel.CreateUnbounded<int>();
        var echo = Task.Run(async () =>
        {
            await foreach (var item in there.Reader.ReadAllAsync())
                back.Writer.TryWrite(item);
        });
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            there.Writer.TryWrite(i);
            await back.Reader.ReadAsync();
        }

        var result = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Count;
        there.Writer.Complete();
        await echo;
        return result;
    }).GetAwaiter().GetResult();
}
