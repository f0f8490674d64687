using Rondo;

namespace Primer.Lessons;

/// <summary>The water boils by itself: one cook does both, and dinner takes as long as the longer of the two.</summary>
internal static class BoilAndChop
{
    internal static async Task<Timeline> RunAsync()
    {
        var timeline = new Timeline();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => Boil(timeline));
            foreach (var vegetable in new[] { "carrot", "leek", "potato" })
            {
                timeline.Mark("cook", $"chops the {vegetable}");
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(40));
            }

            timeline.Mark("cook", "has chopped everything");
        });
        timeline.Mark("cook", "puts the vegetables into boiling water");
        return timeline;
    }

    private static async Task Boil(Timeline timeline)
    {
        timeline.Mark("water", "is put on");
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(200));
        timeline.Mark("water", "boils");
    }
}
