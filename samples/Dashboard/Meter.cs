namespace Dashboard;

/// <summary>Reads the program's counters twice a second.</summary>
internal static class Meter
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);

    internal static async Task RunAsync(Broadcast<Reading> readings)
    {
        var (loop, clock) = (EventLoop.Current, EventLoop.Current.Clock);
        var (time, used) = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
        while (true)
        {
            await EventLoop.Sleep(s_period);
            var share = (Environment.CpuUsage.TotalTime - used) / clock.GetElapsedTime(time) * 100;
            (time, used) = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
            readings.TryPublish(new Reading(clock.GetUtcNow(), Math.Round(share, 1), Environment.WorkingSet, loop.Statistics.Tasks));
        }
    }
}
