using Rondo;

namespace Primer.Lessons;

/// <summary>A thousand tasks that wait a second each are done after a second, in one thread.</summary>
internal static class Sleepers
{
    internal static async Task<Timeline> RunAsync()
    {
        var timeline = new Timeline();
        var threads = new HashSet<int>();
        timeline.Mark("sleepers", "1000 lie down");
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 1000; i++)
            {
                group.Start(async () =>
                {
                    await EventLoop.Sleep(TimeSpan.FromSeconds(1));
                    threads.Add(Environment.CurrentManagedThreadId);
                });
            }

            return Task.CompletedTask;
        });
        timeline.Mark("sleepers", $"1000 are up; they used {threads.Count} thread");
        return timeline;
    }
}
