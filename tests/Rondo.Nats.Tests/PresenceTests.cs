namespace Rondo.Nats.Tests;

/// <summary>Presence in one process, and between two whose clock is virtual.</summary>
public sealed class PresenceTests
{
    [LoopFact(Virtual = true)]
    public async Task Members_join_update_and_leave()
    {
        await using var app = App.Create();
        var room = app.Presence.Room<string>("kitchen");
        await using (var ann = await room.JoinAsync("ann", "cooking"))
        {
            using var watch = room.Watch();
            await ann.UpdateAsync("eating");
            Assert.Equal(("ann", "eating"), (ann.Member.Name, Assert.Single(room.Members).State));
            var bob = await room.JoinAsync("bob", "waiting");
            await bob.DisposeAsync();
            await bob.DisposeAsync();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => bob.UpdateAsync("x").AsTask());
            List<string> events = [];
            while (events.Count < 4)
                events.Add(Text(await watch.ReceiveAsync()));
            Assert.Equal(["Joined ann cooking", "Updated ann eating", "Joined bob waiting", "Left bob waiting"], events);
        }

        Assert.Empty(room.Members);
    }

    [LoopFact(Virtual = true)]
    public async Task A_scope_that_is_cancelled_leaves_the_room()
    {
        await using var app = App.Create();
        var room = app.Presence.Room<int>("kitchen");
        await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () =>
        {
            await using var seat = await room.JoinAsync("ann", 1);
            await EventLoop.SleepForever();
        });
        Assert.Empty(room.Members);
    }

    [LoopFact(Virtual = true)]
    public async Task Two_hosts_see_each_other_and_part_without_ghosts()
    {
        var wire = new Wire();
        await using var one = await TestClient.StartAsync(App.Create(wire.Connect(out var cut)));
        var here = Room(one);
        await using var ann = await here.JoinAsync("ann", "cooking");
        await using var two = await TestClient.StartAsync(App.Create(wire.Connect(out _)));
        var there = Room(two);
        await SecondsAsync(0.1);
        Assert.Equal("ann cooking", Names(there)); // told to the newcomer at once
        await using var bob = await there.JoinAsync("bob", "eating");
        await SecondsAsync(0.1);
        Assert.Equal("ann cooking, bob eating", Names(here));

        using var watch = there.Watch();
        cut.IsCut = true;
        await SecondsAsync(4.5);
        await ann.UpdateAsync("sleeping");
        await using var cid = await here.JoinAsync("cid", "new");
        Assert.Equal("ann sleeping, cid new", Names(here));
        Assert.Equal("bob eating", Names(there));
        cut.IsCut = false;
        await SecondsAsync(1.5);
        Assert.Equal("ann sleeping, bob eating, cid new", Names(here));
        Assert.Equal("ann sleeping, bob eating, cid new", Names(there));
        List<string> events = [];
        while (events.Count < 5)
            events.Add(Text(await watch.ReceiveAsync()));
        Assert.Equal(
            ["Joined ann cooking", "Joined bob eating", "Left ann cooking", "Joined ann sleeping", "Joined cid new"], events);
    }

    [LoopFact(Virtual = true)]
    public async Task A_host_that_stops_takes_its_members_along_at_once()
    {
        var wire = new Wire();
        await using var one = await TestClient.StartAsync(App.Create(wire.Connect(out _)));
        var two = await TestClient.StartAsync(App.Create(wire.Connect(out _)));
        await Room(two).JoinAsync("bob", "eating");
        await SecondsAsync(0.1);
        Assert.Equal("bob eating", Names(Room(one)));
        await two.DisposeAsync();
        await SecondsAsync(0.1);
        Assert.Equal("", Names(Room(one)));
    }

    [LoopFact(Virtual = true)]
    public async Task A_lost_change_is_made_up_for_and_many_members_come_in_parts()
    {
        var wire = new Wire();
        await using var one = await TestClient.StartAsync(App.Create(wire.Connect(out var cut)));
        await using var two = await TestClient.StartAsync(App.Create(wire.Connect(out _)));
        await SecondsAsync(0.1);
        cut.IsCut = true;
        for (var i = 0; i < 1_000; i++)
            await Room(one).JoinAsync($"{i}", "x");
        cut.IsCut = false;
        Assert.Empty(Room(two).Members);
        await SecondsAsync(1.5);
        Assert.Equal(1_000, Room(two).Members.Count);
    }

    private static PresenceRoom<string> Room(TestClient client) => client.Services.GetRequiredService<Presence>().Room<string>("kitchen");

    private static string Names(PresenceRoom<string> room) =>
        string.Join(", ", room.Members.Select(static member => $"{member.Name} {member.State}").Order(StringComparer.Ordinal));

    private static string Text(PresenceEvent<string> each) => $"{each.Change} {each.Member.Name} {each.Member.State}";

    private static ValueTask SecondsAsync(double seconds) => EventLoop.Sleep(TimeSpan.FromSeconds(seconds));
}
