using Rondo.Api;

namespace Rondo.Nats.Tests;

/// <summary>Two hosts and a real server.</summary>
public sealed class NatsTests
{
    [LoopFact]
    public async Task A_message_reaches_the_receivers_of_all_hosts_once()
    {
        await using var server = await NatsServer.StartAsync();
        await using var one = await StartAsync(server.Url);
        await using var two = await StartAsync(server.Url);
        using var here = await Topics(one).Get<Said>("room.7").SubscribeAsync();
        using var there = await Topics(two).Get<Said>("room.7").SubscribeAsync();
        using var also = await Topics(two).SubscribeAsync<Said>("room.*");
        using var other = await Topics(two).SubscribeAsync<Said>("kitchen.>");
        await Topics(one).Get<Said>("room.7").PublishAsync(new Said("ann", "hello"));
        await Topics(two).Get<Said>("room.7").PublishAsync(new Said("bob", "hi"));
        foreach (var heard in (TopicReceiver<Said>[])[here, there, also])
        {
            var texts = new[] { (await heard.ReceiveAsync()).Value.Text, (await heard.ReceiveAsync()).Value.Text };
            Assert.Equal(["hello", "hi"], texts.Order(StringComparer.Ordinal));
            Assert.False(heard.TryReceiveEvent(out _));
        }

        Assert.False(other.TryReceiveEvent(out _));
    }

    [LoopFact]
    public async Task The_messages_of_each_publisher_arrive_in_their_order()
    {
        const int Count = 2_000;
        await using var server = await NatsServer.StartAsync();
        await using var one = await StartAsync(server.Url);
        await using var two = await StartAsync(server.Url);
        using var heard = await Topics(two).Get<Said>("n").SubscribeAsync(new ReceiverOptions<Said> { Capacity = 5 * Count });
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var (client, name) in new[] { (one, "a"), (one, "b"), (two, "c") })
            {
                group.Start(async () =>
                {
                    for (var i = 0; i < Count; i++)
                        await Topics(client).Get<Said>("n").PublishAsync(new Said(name, $"{i}"));
                });
            }

            Dictionary<string, int> next = new() { ["a"] = 0, ["b"] = 0, ["c"] = 0 };
            for (var i = 0; i < 3 * Count; i++)
            {
                var said = (await heard.ReceiveAsync()).Value;
                Assert.Equal($"{next[said.From]++}", said.Text);
            }
        });
        Assert.False(heard.TryReceiveEvent(out _));
    }

    [LoopFact]
    public async Task A_server_that_restarts_is_a_gap_and_what_was_published_meanwhile_arrives()
    {
        await using var server = await NatsServer.StartAsync();
        await using var one = await StartAsync(server.Url);
        await using var two = await StartAsync(server.Url);
        var topic = Topics(one).Get<int>("n");
        using var here = await topic.SubscribeAsync();
        using var there = await Topics(two).Get<int>("n").SubscribeAsync();
        await server.StopAsync();
        Assert.Equal("gap ? Disconnected", await here.TraceAsync(1));
        Assert.Equal("gap ? Disconnected", await there.TraceAsync(1));
        await topic.PublishAsync(1);
        Assert.Equal("1", await here.TraceAsync(1)); // receivers of the process hear it at once
        await server.StartAsync();
        Assert.Equal("gap ? Reconnected", await here.TraceAsync(1));
        Assert.Equal("gap ? Reconnected", await there.TraceAsync(1));
        await topic.PublishAsync(2);
        Assert.Equal("2", await here.TraceAsync(1));
        // The first was sent as soon as its publisher was connected: the other host has it if it was connected by then.
        var first = await there.TraceAsync(1);
        Assert.Contains(first == "1" ? await there.TraceAsync(1) : first, "2", StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task A_receiver_may_come_while_the_connection_is_lost()
    {
        await using var server = await NatsServer.StartAsync();
        await using var one = await StartAsync(server.Url);
        await using var two = await StartAsync(server.Url);
        var topic = Topics(one).Get<int>("n");
        using var before = await topic.SubscribeAsync();
        await server.StopAsync();
        Assert.Equal("gap ? Disconnected", await before.TraceAsync(1));
        using var heard = await topic.SubscribeAsync();
        using var other = await Topics(one).Get<int>("m").SubscribeAsync();
        await topic.PublishAsync(1);
        Assert.Equal("gap ? Disconnected, 1", await heard.TraceAsync(2));
        Assert.Equal("gap ? Disconnected", await other.TraceAsync(1));
        await server.StartAsync();
        Assert.Equal("gap ? Reconnected", await heard.TraceAsync(1));
        Assert.Equal("gap ? Reconnected", await other.TraceAsync(1));
        while (!other.TryReceiveEvent(out _)) // its host may connect after this one
        {
            await Topics(two).Get<int>("m").PublishAsync(2);
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
        }
    }

    [LoopFact]
    public async Task Publishing_fails_while_the_buffer_is_full_and_says_so()
    {
        await using var server = await NatsServer.StartAsync();
        await using var one = await StartAsync(server.Url, new NatsOptions { PublishBuffer = 10 });
        var topic = Topics(one).Get<string>("n");
        using var here = await topic.SubscribeAsync();
        await server.StopAsync();
        await here.TraceAsync(1);
        await topic.PublishAsync("eight chars");
        Assert.False(topic.TryPublish("more"));
        var error = await Assert.ThrowsAsync<BrokerException>(() => topic.PublishAsync("more").AsTask());
        Assert.Equal(
            $"The connection to NATS at {server.Url} is lost, and 13 bytes of messages wait for it, of 10 that may. "
            + "Publish again later, or raise NatsOptions.PublishBuffer.",
            error.Message);
        Assert.Equal("eight chars", await here.TraceAsync(1));
        Assert.False(here.TryReceiveEvent(out _));
        await server.StartAsync();
    }

    [LoopFact]
    public async Task A_message_that_is_too_large_is_refused()
    {
        await using var server = await NatsServer.StartAsync();
        await using var one = await StartAsync(server.Url);
        var error = await Assert.ThrowsAsync<BrokerException>(
            () => Topics(one).Get<string>("n").PublishAsync(new string('a', 1024 * 1024)).AsTask());
        Assert.Equal(
            "A message of the topic 'n' has 1048578 bytes, and NATS takes 1048576. Publish less, such as a link to the data, "
            + "or raise max_payload of the server.",
            error.Message);
    }

    [LoopFact]
    public async Task Ids_of_one_process_are_known_to_the_others()
    {
        var options = new TopicOptions { History = 10 };
        await using var server = await NatsServer.StartAsync();
        await using var one = await StartAsync(server.Url);
        await using var two = await StartAsync(server.Url);
        using var here = await Topics(one).Get<int>("n", options).SubscribeAsync();
        using var there = await Topics(two).Get<int>("n", options).SubscribeAsync();
        for (var i = 1; i <= 3; i++)
            await Topics(one).Get<int>("n", options).PublishAsync(i);
        var id = (await here.ReceiveAsync()).Id;
        Assert.Equal("1, 2, 3", await there.TraceAsync(3));
        using var moved = await Topics(two).Get<int>("n", options).SubscribeAsync(new ReceiverOptions<int> { Since = id });
        Assert.Equal("2, 3", await moved.TraceAsync(2));
    }

    private static Topics Topics(TestClient client) => client.Services.GetRequiredService<Topics>();

    private static Task<TestClient> StartAsync(string url, NatsOptions? options = null) =>
        TestClient.StartAsync(App.Create(builder => builder.UseNats(url, options)));
}
