namespace Rondo.Nats.Tests;

/// <summary>Topics behind WebSockets and server-sent events.</summary>
public sealed class WebSocketTests
{
    [LoopFact(Virtual = true)]
    public async Task A_message_is_serialized_once_for_all_sessions()
    {
        Counted.Reads = 0;
        var app = App.Create();
        app.WebSocket("/room", async (Topics topics, WebSocketSession<Said, Counted> session) =>
        {
            using var heard = await topics.Get<Counted>("room").SubscribeAsync();
            await foreach (var message in heard)
                await session.SendAsync(message.Shared);
        });
        await using var client = await TestClient.StartAsync(app);
        List<TestWebSocket> sockets = [];
        for (var i = 0; i < 20; i++)
            sockets.Add(await client.WebSocketAsync("/room"));
        while (app.Topics.Statistics.Receivers < 20)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        await app.Topics.Get<Counted>("room").PublishAsync(new Counted("soup"));
        foreach (var socket in sockets)
        {
            Assert.Equal("""{"text":"soup"}""", await socket.ReceiveTextAsync());
            await socket.DisposeAsync();
        }

        Assert.Equal(1, Counted.Reads);
        while (app.Topics.Statistics.Receivers > 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
    }

    [LoopFact(Virtual = true)]
    public async Task A_browser_continues_after_its_last_event_id()
    {
        var options = new TopicOptions { History = 10 };
        var app = App.Create();
        app.Get("/news", (Topics topics, LastEventId last) => NewsAsync(topics, options, last.Value));
        await using var client = await TestClient.StartAsync(app);
        var topic = app.Topics.Get<Said>("news", options);
        await topic.PublishAsync(new Said("ann", "1"));
        await using var first = client.EventsAsync("/news").GetAsyncEnumerator();
        var next = first.MoveNextAsync();
        while (app.Topics.Statistics.Receivers == 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        await topic.PublishAsync(new Said("ann", "2"));
        Assert.True(await next);
        var id = first.Current.Id;
        await first.DisposeAsync();
        await topic.PublishAsync(new Said("ann", "3"));
        await foreach (var missed in client.EventsAsync("/news", id))
        {
            Assert.Equal("""{"from":"ann","text":"3"}""", missed.Data);
            break;
        }
    }

    private static async IAsyncEnumerable<ServerEvent<Said>> NewsAsync(Topics topics, TopicOptions options, string? since)
    {
        using var heard = await topics.Get<Said>("news", options).SubscribeAsync(new ReceiverOptions<Said> { Since = since });
        await foreach (var message in heard)
            yield return new ServerEvent<Said>(message.Value) { Id = message.Id };
    }

    /// <summary>Counts how often it is serialized.</summary>
    public sealed class Counted(string text)
    {
        private static int s_reads;

        internal static int Reads
        {
            get => s_reads;
            set => s_reads = value;
        }

        public string Text
        {
            get
            {
                Interlocked.Increment(ref s_reads);
                return text;
            }
        }
    }
}
