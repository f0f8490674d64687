using Rondo;

namespace Primer.Lessons;

/// <summary>A method runs on its caller's stack until its first await; the rest comes when what it awaits is there.</summary>
internal static class BeforeAndAfter
{
    internal static async Task<Timeline> RunAsync()
    {
        var timeline = new Timeline();
        timeline.Mark("main", "calls the waiter");
        var order = Waiter(timeline);
        timeline.Mark("main", "goes on while the waiter waits");
        timeline.Mark("main", $"has: {await order}");
        return timeline;
    }

    private static async Task<string> Waiter(Timeline timeline)
    {
        timeline.Mark("waiter", "before await: takes the order");
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(50));
        timeline.Mark("waiter", "after await: brings the soup");
        return "soup";
    }
}
