using Rondo;

namespace Primer.Lessons;

/// <summary>Three fetches that block take the sum of their times; three that are awaited take the longest.</summary>
internal static class Fetching
{
    private static readonly (string Page, int Milliseconds)[] s_pages = [("news", 90), ("weather", 60), ("traffic", 30)];

    internal static async Task<Timeline> RunAsync()
    {
        var timeline = new Timeline();
        foreach (var (page, milliseconds) in s_pages)
            FetchBlocking(timeline, page, milliseconds);

        await TaskGroup.RunAsync(group =>
        {
            foreach (var (page, milliseconds) in s_pages)
                group.Start(() => FetchAsync(timeline, page, milliseconds));
            return Task.CompletedTask;
        });
        return timeline;
    }

    private static void FetchBlocking(Timeline timeline, string page, int milliseconds)
    {
        timeline.Mark("blocking", $"asks for {page}");
        Blocking.For(TimeSpan.FromMilliseconds(milliseconds));
        timeline.Mark("blocking", $"has {page}");
    }

    private static async Task FetchAsync(Timeline timeline, string page, int milliseconds)
    {
        timeline.Mark(page, "asks");
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(milliseconds));
        timeline.Mark(page, "has it");
    }
}
