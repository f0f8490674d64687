using Rondo;

namespace Primer.Lessons;

/// <summary>Between two awaits a coroutine has the loop to itself; at each it gives way.</summary>
internal static class Steps
{
    internal static async Task<Timeline> RunAsync()
    {
        var timeline = new Timeline();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => Walk(timeline, "left foot"));
            group.Start(() => Walk(timeline, "right foot"));
            return Task.CompletedTask;
        });
        return timeline;
    }

    private static async Task Walk(Timeline timeline, string foot)
    {
        for (var step = 1; step <= 3; step++)
        {
            timeline.Mark(foot, $"step {step}, then pauses");
            await EventLoop.Yield();
        }

        timeline.Mark(foot, "resumes and is there");
    }
}
