namespace Rondo.Nats.Tests;

/// <summary>Topics that keep their last messages.</summary>
public sealed class HistoryTests
{
    private static readonly TopicOptions s_three = new() { History = 3 };

    [LoopFact(Virtual = true)]
    public async Task A_receiver_continues_after_the_id_that_it_saw_last()
    {
        await using var app = App.Create();
        var topic = app.Topics.Get<int>("n", s_three);
        string? id;
        using (var heard = await topic.SubscribeAsync())
        {
            await topic.PublishAsync(1);
            id = (await heard.ReceiveAsync()).Id;
        }

        await topic.PublishAsync(2);
        await topic.PublishAsync(3);
        using var again = await topic.SubscribeAsync(new ReceiverOptions<int> { Since = id, Capacity = 1 });
        await topic.PublishAsync(4);
        Assert.Equal("2, 3, 4", await again.TraceAsync(3));
    }

    [LoopFact(Virtual = true)]
    public async Task A_history_that_is_too_short_says_how_many_are_missing()
    {
        await using var app = App.Create();
        var topic = app.Topics.Get<int>("n", s_three);
        await topic.PublishAsync(1);
        using var replay = await topic.SubscribeAsync(new ReceiverOptions<int> { Replay = 10 });
        var id = (await replay.ReceiveAsync()).Id;
        for (var i = 2; i <= 6; i++)
            await topic.PublishAsync(i);
        using var late = await topic.SubscribeAsync(new ReceiverOptions<int> { Since = id });
        Assert.Equal("gap 2 History, 4, 5, 6", await late.TraceAsync(4));
        using var foreign = await topic.SubscribeAsync(new ReceiverOptions<int> { Since = "nonsense" });
        Assert.Equal("gap ? History, 4, 5, 6", await foreign.TraceAsync(4));
        using var latest = await topic.SubscribeAsync(new ReceiverOptions<int> { Replay = 1 });
        Assert.Equal("6", await latest.TraceAsync(1));
    }

    [LoopFact(Virtual = true)]
    public async Task A_history_without_receivers_is_forgotten_after_its_age()
    {
        await using var app = App.Create(static builder => builder.Services.UseLoopClock());
        await app.Topics.Get<int>("n", s_three).PublishAsync(1);
        Assert.Equal(1, app.Topics.Statistics.Subscriptions);
        await EventLoop.Sleep(TimeSpan.FromMinutes(6));
        using var other = await app.Topics.Get<int>("other").SubscribeAsync();
        Assert.Equal(1, app.Topics.Statistics.Subscriptions);
    }

    [LoopFact(Virtual = true)]
    public async Task Misuse_says_how_to_correct_it()
    {
        await using var app = App.Create();
        var without = await Assert.ThrowsAsync<ArgumentException>(
            () => app.Topics.Get<int>("n").SubscribeAsync(new ReceiverOptions<int> { Since = "x" }).AsTask());
        Assert.Equal(
            "The topic 'n' has no history to continue from. Get it with new TopicOptions { History = 100 }, or remove Since and Replay.",
            without.Message);
        var pattern = await Assert.ThrowsAsync<ArgumentException>(
            () => app.Topics.SubscribeAsync("n.*", new ReceiverOptions<int> { Replay = 1 }).AsTask());
        Assert.Equal(
            "The pattern \"n.*\" has no history to continue from. Subscribe to each topic by its name, or remove Since and Replay.",
            pattern.Message);
        using var first = await app.Topics.Get<int>("n", s_three).SubscribeAsync();
        var other = await Assert.ThrowsAsync<InvalidOperationException>(
            () => app.Topics.Get<int>("n", new TopicOptions { History = 4 }).SubscribeAsync().AsTask());
        Assert.Equal(
            "The topic 'n' has TopicOptions { History = 3, HistoryAge = 00:05:00 } in this process, and was now asked for with "
            + "TopicOptions { History = 4, HistoryAge = 00:05:00 }. Use the same options wherever the topic is used.",
            other.Message);
    }
}
