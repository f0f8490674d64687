internal sealed record Job(int Number);

internal static class Jobs
{
    /// <summary>Finds a job every second. Replace the sleep with your queue.</summary>
    internal static async Task FindAsync(Channel<Job> jobs)
    {
        for (var number = 1; ; number++)
        {
            await jobs.SendAsync(new Job(number)); // waits while ten jobs wait
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Does one job after the other.</summary>
    internal static async Task WorkAsync(Channel<Job> jobs)
    {
        await foreach (var job in jobs)
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
            Console.WriteLine($"Job {job.Number} is done");
        }
    }
}
