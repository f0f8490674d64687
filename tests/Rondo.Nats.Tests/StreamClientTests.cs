namespace Rondo.Nats.Tests;

/// <summary>Clients that come back to another process, with the id that they saw last; all processes may have been replaced.</summary>
public sealed class StreamClientTests
{
    private static readonly TopicOptions s_three = new() { History = 3 };

    public static TheoryData<NatsHistory, bool> Ways => new()
    {
        { NatsHistory.Memory, false },
        { NatsHistory.File, false },
        { NatsHistory.File, true },
    };

    [LoopTheory(Drivers = "epoll,portable"), MemberData(nameof(Ways))]
    public async Task An_event_stream_resumes_on_another_process(NatsHistory history, bool replacesAll)
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        var one = await StartAsync(server, history);
        var topic = Topic(one);
        string? id;
        await using (var events = one.EventsAsync("/news").GetAsyncEnumerator())
        {
            var next = events.MoveNextAsync();
            while (one.Services.GetRequiredService<Topics>().Statistics.Receivers == 0)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            await topic.PublishAsync(new Said("ann", "1"));
            Assert.True(await next);
            id = events.Current.Id;
        }

        await topic.PublishAsync(new Said("ann", "2"));
        await topic.PublishAsync(new Said("ann", "3"));
        if (replacesAll)
            await one.DisposeAsync();
        await using var two = await StartAsync(server, history);
        List<string> missed = [];
        await foreach (var each in two.EventsAsync("/news", id))
        {
            missed.Add(each.Data);
            if (missed.Count == 2)
                break;
        }

        Assert.Equal(["""{"from":"ann","text":"2"}""", """{"from":"ann","text":"3"}"""], missed);
        using var heard = await Topic(two).SubscribeAsync();
        for (var i = 4; i <= 6; i++)
        {
            await Topic(two).PublishAsync(new Said("ann", $"{i}"));
            await heard.ReceiveAsync();
        }

        await foreach (var each in two.EventsAsync("/news", id))
        {
            Assert.Equal("gap", each.Event); // 2 is gone, and the client learns of it
            break;
        }

        await one.DisposeAsync();
    }

    [LoopTheory(Drivers = "epoll,portable"), MemberData(nameof(Ways))]
    public async Task A_WebSocket_resumes_on_another_process(NatsHistory history, bool replacesAll)
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        var one = await StartAsync(server, history);
        var socket = await one.WebSocketAsync("/socket");
        while (one.Services.GetRequiredService<Topics>().Statistics.Receivers == 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        await Topic(one).PublishAsync(new Said("ann", "1"));
        var id = (await socket.ReceiveJsonAsync<Heard>()).Id;
        await socket.DisposeAsync();
        await Topic(one).PublishAsync(new Said("ann", "2"));
        if (replacesAll)
            await one.DisposeAsync();
        await using var two = await StartAsync(server, history);
        await using var again = await two.WebSocketAsync($"/socket?since={id}");
        Assert.Equal("2", (await again.ReceiveJsonAsync<Heard>()).Text);
        await Topic(two).PublishAsync(new Said("ann", "3"));
        Assert.Equal("3", (await again.ReceiveJsonAsync<Heard>()).Text);
        await one.DisposeAsync();
    }

    private static Topic<Said> Topic(TestClient client) => client.Services.GetRequiredService<Topics>().Get<Said>("news", s_three);

    private static async Task<TestClient> StartAsync(NatsServer server, NatsHistory history)
    {
        var app = App.Create(builder => builder.UseNats(server.Url, new NatsOptions { History = history }));
        app.Get("/news", static (Topics topics, LastEventId last) => NewsAsync(topics, last.Value));
        app.WebSocket("/socket", static async (Topics topics, string? since, WebSocketSession<Said, Heard> session) =>
        {
            using var heard = await topics.Get<Said>("news", s_three).SubscribeAsync(new ReceiverOptions<Said> { Since = since });
            await foreach (var message in heard)
                await session.SendAsync(new Heard(message.Id!, message.Value.Text));
        });
        return await TestClient.StartAsync(app);
    }

    private static async IAsyncEnumerable<ServerEvent<Said?>> NewsAsync(Topics topics, string? since)
    {
        using var heard = await topics.Get<Said>("news", s_three).SubscribeAsync(new ReceiverOptions<Said> { Since = since });
        await foreach (var each in heard.ReadEventsAsync())
        {
            yield return each is Message<Said> message
                ? new ServerEvent<Said?>(message.Value) { Id = message.Id }
                : new ServerEvent<Said?>(null) { Event = "gap" };
        }
    }

    /// <summary>A message, and the id to come back with.</summary>
    public sealed record Heard(string Id, string Text);
}
