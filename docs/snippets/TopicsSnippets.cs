using Microsoft.Extensions.DependencyInjection;
using Rondo.Sync;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/topics.md.</summary>
public static class TopicsSnippets
{
    public sealed record Said(string From, string Text);

    public sealed record Price(string Symbol, decimal Value);

    // begin topics-chat
    private static void MapChat(RondoApp app) => app.WebSocket(
        "/rooms/{room}",
        async ([Length(1, 100)] string room, Topics topics, WebSocketSession<Said, Said> session) =>
        {
            var topic = topics.Get<Said>($"room.{Topics.Escape(room)}");
            using var heard = await topic.SubscribeAsync();
            await TaskGroup.RunAsync(async group =>
            {
                group.Start(async () =>
                {
                    await foreach (var message in heard)
                        await session.SendAsync(message.Shared); // serialized once, however many sessions send it
                });
                await foreach (var said in session.ReadAllAsync())
                    await topic.PublishAsync(said);
                group.Cancel("the client has left");
            });
        });
    // end topics-chat

    // begin topics-events
    private static void MapNews(RondoApp app) => app.Get("/news", (Topics topics, LastEventId last) => NewsAsync(topics, last.Value));

    private static async IAsyncEnumerable<ServerEvent<Said?>> NewsAsync(Topics topics, string? last)
    {
        var topic = topics.Get<Said>("news", new TopicOptions { History = 100 });
        using var heard = await topic.SubscribeAsync(new ReceiverOptions<Said> { Since = last });
        await foreach (var each in heard.ReadEventsAsync())
        {
            yield return each is Message<Said> message
                ? new ServerEvent<Said?>(message.Value) { Id = message.Id }
                : new ServerEvent<Said?>(null) { Event = "gap" }; // the page loads everything anew
        }
    }
    // end topics-events

    // begin topics-presence
    private static void MapMembers(RondoApp app)
    {
        app.Get("/rooms/{room}/members", (string room, Presence presence) => presence.Room<string>(room).Members);
        app.WebSocket("/rooms/{room}/seat", async (string room, string name, Presence presence, WebSocketSession<Said, PresenceEvent<string>> session) =>
        {
            await using var seat = await presence.Room<string>(room).JoinAsync(name, "here"); // leaves at the end of the handler
            using var watch = presence.Room<string>(room).Watch();
            await foreach (var change in watch)
                await session.SendAsync(change);
        });
    }
    // end topics-presence

    [LoopFact(Virtual = true)]
    public static async Task Rooms_news_and_members()
    {
        var app = RondoApp.Create(["--hostBuilder:reloadConfigOnChange=false"]);
        MapChat(app);
        MapNews(app);
        MapMembers(app);
        await using var client = await TestClient.StartAsync(app);
        await using var ann = await client.WebSocketAsync("/rooms/hall");
        await using var bob = await client.WebSocketAsync("/rooms/hall");
        await EventLoop.Sleep(TimeSpan.FromSeconds(1));
        await ann.SendJsonAsync(new Said("ann", "hello"));
        Assert.Equal(new Said("ann", "hello"), await bob.ReceiveJsonAsync<Said>());
        await using var seat = await client.WebSocketAsync("/rooms/hall/seat?name=ann");
        await EventLoop.Sleep(TimeSpan.FromSeconds(1));
        Assert.Contains("\"name\":\"ann\"", await client.GetStringAsync("/rooms/hall/members"), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public static async Task Receivers()
    {
        await using var app = RondoApp.Create(["--hostBuilder:reloadConfigOnChange=false"]);
        var topics = app.Topics;
        // begin topics-receivers
        using var rooms = await topics.SubscribeAsync<Said>("room.*");                                   // all rooms
        using var audit = await topics.Get<Said>("room.7").SubscribeAsync(
            new ReceiverOptions<Said> { Capacity = 1_000, SlowReceiver = SlowReceiver.Disconnect });     // everything, or an exception
        using var prices = await topics.Get<Price>("prices").SubscribeAsync(
            new ReceiverOptions<Price> { LatestBy = static price => price.Symbol });                     // the latest of each
        // end topics-receivers
        await topics.Get<Price>("prices").PublishAsync(new Price("A", 1));
        await topics.Get<Price>("prices").PublishAsync(new Price("A", 2));
        Assert.Equal(2, (await prices.ReceiveAsync()).Value.Value);
        await topics.Get<Said>("room.7").PublishAsync(new Said("ann", "hello"));
        Assert.Equal("room.7", (await rooms.ReceiveAsync()).Topic);
        Assert.Equal("hello", (await audit.ReceiveAsync()).Value.Text);
    }

    [Fact]
    public static async Task Nats()
    {
        var builder = RondoApp.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        // begin topics-nats
        builder.UseNats("nats://user:password@queue.example.com:4222");
        // end topics-nats
        // begin topics-streams
        builder.UseNats("nats://queue.example.com:4222", new NatsOptions { History = NatsHistory.File }); // or Memory
        // end topics-streams
        await using var app = builder.Build();
        Assert.NotNull(app.Topics);
    }
}
