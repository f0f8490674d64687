using Rondo;

namespace Primer.Lessons;

/// <summary>While the loop computes, nothing else on it runs; on a worker thread the same work disturbs nobody.</summary>
internal static class CpuBound
{
    private const int Limit = 2_000_000;

    internal static async Task<Timeline> RunAsync()
    {
        var timeline = new Timeline();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => Tick(timeline));
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(50));
            timeline.Mark("on the loop", "counts primes");
            var here = CountPrimes(Limit);
            timeline.Mark("on the loop", $"found {here}; the clock did not tick meanwhile");
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(50));
            timeline.Mark("offloaded", "counts primes");
            var there = await Offload.RunAsync(() => CountPrimes(Limit));
            timeline.Mark("offloaded", $"found {there}; the clock went on ticking");
            group.Cancel();
        });
        return timeline;
    }

    private static async Task Tick(Timeline timeline)
    {
        while (true)
        {
            timeline.Mark("clock", "ticks");
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
        }
    }

    private static int CountPrimes(int limit)
    {
        var count = 0;
        for (var n = 2; n < limit; n++)
        {
            var prime = true;
            for (var d = 2; d * d <= n && prime; d++)
                prime = n % d != 0;
            if (prime)
                count++;
        }

        return count;
    }
}
