namespace Rondo.Tests.IO;

/// <summary>A second loop on the same driver.</summary>
internal static class OtherLoop
{
    internal static async Task UseAsync(Func<EventLoop, Task> test)
    {
        var driver = EventLoop.Current.DriverName;
        // Starting a group blocks until its loops are up, which a loop must not do.
        await using var group = await Task.Run(() => new EventLoopGroup(new EventLoopGroupOptions { Count = 1, Loop = new EventLoopOptions { Name = "other", Driver = driver } }));
        await test(group.Loops[0]);
    }
}
