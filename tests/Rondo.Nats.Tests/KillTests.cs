namespace Rondo.Nats.Tests;

/// <summary>Processes that are killed or stopped, seen from another one.</summary>
[Trait("Category", "Slow")]
public sealed class KillTests
{
    [LoopFact]
    public async Task A_process_that_is_killed_is_gone_within_its_timeout()
    {
        await using var ann = await Neighbor.StartAsync();
        using (var numbers = await ann.SubscribeAsync())
        {
            var first = (await numbers.ReceiveAsync()).Value.Value;
            for (var i = 1; i <= 20; i++)
                Assert.Equal(first + i, (await numbers.ReceiveAsync()).Value.Value);
        }

        ann.Process.Kill();
        var killed = EventLoop.Current.Clock.GetTimestamp();
        Assert.Equal("Left ann", await ann.NextAsync());
        Assert.InRange(EventLoop.Current.Clock.GetElapsedTime(killed), TimeSpan.Zero, TimeSpan.FromSeconds(6)); // 3 s and an interval, on a busy machine
    }

    [LoopFact]
    public async Task A_process_that_is_stopped_leaves_and_returns_once()
    {
        await using var ann = await Neighbor.StartAsync();
        Signals.Send(ann.Process.Id, "STOP");
        Assert.Equal("Left ann", await ann.NextAsync());
        Assert.Empty(ann.Room.Members);
        Signals.Send(ann.Process.Id, "CONT");
        Assert.Equal("Joined ann", await ann.NextAsync());
        Assert.Single(ann.Room.Members);
        Signals.Send(ann.Process.Id, "TERM");
        Assert.Equal("Left ann", await ann.NextAsync());
        await ann.Process.WaitForExitAsync();
        Assert.Equal(0, ann.Process.ExitCode);
    }

    [LoopFact]
    public async Task A_server_that_restarts_leaves_no_ghosts()
    {
        await using var ann = await Neighbor.StartAsync();
        await ann.Server.StopAsync();
        Assert.Equal("Left ann", await ann.NextAsync());
        await ann.Server.StartAsync();
        Assert.Equal("Joined ann", await ann.NextAsync());
        Assert.Single(ann.Room.Members);
    }
}
