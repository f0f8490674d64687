namespace Rondo.Nats.Tests;

/// <summary>Topics in one process.</summary>
public sealed class TopicTests
{
    [LoopFact(Virtual = true)]
    public async Task Every_receiver_gets_the_same_object_and_nothing_is_left_registered()
    {
        await using var app = App.Create();
        var topic = app.Topics.Get<Said>("room.7");
        var first = await topic.SubscribeAsync();
        var second = await app.Topics.Get<Said>("room.7").SubscribeAsync();
        await topic.PublishAsync(new Said("ann", "hello"));
        var message = await first.ReceiveAsync();
        Assert.Same(message, await second.ReceiveAsync());
        Assert.Equal(("room.7", "hello", null), (message.Topic, message.Value.Text, message.Id));
        Assert.Equal(new TopicsStatistics(1, 2), app.Topics.Statistics);
        first.Dispose();
        second.Dispose();
        second.Dispose();
        Assert.Equal(new TopicsStatistics(0, 0), app.Topics.Statistics);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.ReceiveAsync().AsTask());
    }

    [LoopFact(Virtual = true)]
    public async Task A_receiver_waits_on_its_loop_and_its_scope_ends_the_wait()
    {
        await using var app = App.Create();
        using var heard = await app.Topics.Get<Said>("a").SubscribeAsync();
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(3), async () => { await heard.ReceiveAsync(); }));
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await EventLoop.Sleep(TimeSpan.FromSeconds(5));
                await app.Topics.Get<Said>("a").PublishAsync(new Said("ann", "late"));
            });
            Assert.Equal("late", (await heard.ReceiveAsync()).Value.Text);
        });
    }

    public static TheoryData<string, string, bool> Patterns => new()
    {
        { "room.7", "room.7", true }, { "room.7", "room.8", false }, { "room.7", "Room.7", false }, { "room.7", "room.7.x", false },
        { "room.*", "room.7", true }, { "room.*", "room.7.x", false }, { "room.*", "room", false }, { "*.7", "room.7", true },
        { "*", "room", true }, { "*", "room.7", false }, { "a.*.c", "a.b.c", true }, { "a.*.c", "a.b.d", false },
        { "room.>", "room.7", true }, { "room.>", "room.7.x", true }, { "room.>", "room", false }, { ">", "a", true }, { ">", "a.b", true },
    };

    [LoopTheory(Virtual = true), MemberData(nameof(Patterns))]
    public async Task A_pattern_covers_names_as_in_NATS(string pattern, string name, bool covers)
    {
        await using var app = App.Create();
        using var heard = await app.Topics.SubscribeAsync<Said>(pattern);
        await app.Topics.Get<Said>(name).PublishAsync(new Said("ann", "hello"));
        Assert.Equal(covers, heard.TryReceiveEvent(out var received));
        Assert.Equal(covers ? name : null, (received as Message<Said>)?.Topic);
    }

    [LoopFact(Virtual = true)]
    public async Task Another_type_is_read_from_the_JSON_and_a_message_that_does_not_fit_is_a_gap()
    {
        await using var app = App.Create();
        using var all = await app.Topics.SubscribeAsync<System.Text.Json.JsonElement>(">");
        using var numbers = await app.Topics.Get<int>("a").SubscribeAsync();
        await app.Topics.Get<Said>("a").PublishAsync(new Said("ann", "hello"));
        Assert.Equal("hello", (await all.ReceiveAsync()).Value.GetProperty("text").GetString());
        var gap = Assert.IsType<Gap<int>>(await numbers.ReceiveEventAsync());
        Assert.Equal((1L, GapCause.Unreadable), (gap.Count, gap.Cause));
    }

    public static TheoryData<SlowReceiver, string> Slow => new()
    {
        { SlowReceiver.DropOldest, "gap 3 Slow, 4, 5" },
        { SlowReceiver.DropNewest, "1, 2, gap 3 Slow" },
        { SlowReceiver.Disconnect, "1, 2, disconnected" },
        { SlowReceiver.Wait, "1, 2, 3, 4, 5" },
    };

    [LoopTheory(Virtual = true), MemberData(nameof(Slow))]
    public async Task A_slow_receiver_is_treated_by_its_policy(SlowReceiver policy, string expected)
    {
        await using var app = App.Create();
        var topic = app.Topics.Get<int>("n");
        using var heard = await topic.SubscribeAsync(new ReceiverOptions<int> { Capacity = 2, SlowReceiver = policy });
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                for (var i = 1; i <= 5; i++)
                    await topic.PublishAsync(i);
            });
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
            Assert.Equal(expected, await TraceAsync(heard));
        });
    }

    [LoopFact(Virtual = true)]
    public async Task The_latest_of_each_key_replaces_the_one_that_waits()
    {
        await using var app = App.Create();
        var topic = app.Topics.Get<Said>("prices");
        using var heard = await topic.SubscribeAsync(new ReceiverOptions<Said> { Capacity = 2, LatestBy = static said => said.From });
        foreach (var each in (string[])["a1", "b1", "a2", "a3", "b2"])
            await topic.PublishAsync(new Said(each[..1], each));
        Assert.Equal("a3", (await heard.ReceiveAsync()).Value.Text);
        Assert.Equal("b2", (await heard.ReceiveAsync()).Value.Text);
        Assert.False(heard.TryReceiveEvent(out _));
        Assert.Equal(0, heard.Missed);
    }

    private static async Task<string> TraceAsync(TopicReceiver<int> heard)
    {
        List<string> trace = [];
        try
        {
            await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () =>
            {
                await foreach (var each in heard.ReadEventsAsync())
                    trace.Add(Traces.Text(each));
            });
        }
        catch (TooSlowException)
        {
            trace.Add("disconnected");
        }

        return string.Join(", ", trace);
    }
}
