using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Rondo.Nats.Tests;

/// <summary>Histories in streams of JetStream, over several hosts and a real server.</summary>
public sealed class StreamTests
{
    private static readonly TopicOptions s_three = new() { History = 3 };
    private static readonly TopicOptions s_many = new() { History = 1_000 };

    [LoopTheory, InlineData(NatsHistory.Memory), InlineData(NatsHistory.File)]
    public async Task A_host_that_was_not_there_gives_what_was_missed(NatsHistory history)
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        await using var one = await StartAsync(server, history);
        var topic = Topics(one).Get<int>("n", s_three);
        using var heard = await topic.SubscribeAsync();
        for (var i = 1; i <= 3; i++)
            await topic.PublishAsync(i);
        var id = (await heard.ReceiveAsync()).Id;
        Assert.Equal("2, 3", await heard.TraceAsync(2));
        await using var two = await StartAsync(server, history);
        using var moved = await Topics(two).Get<int>("n", s_three).SubscribeAsync(new ReceiverOptions<int> { Since = id });
        using var latest = await Topics(two).Get<int>("n", s_three).SubscribeAsync(new ReceiverOptions<int> { Replay = 1 });
        using var fresh = await Topics(two).Get<int>("n", s_three).SubscribeAsync();
        await Topics(two).Get<int>("n", s_three).PublishAsync(4);
        Assert.Equal("2, 3, 4", await moved.TraceAsync(3));
        Assert.Equal("3, 4", await latest.TraceAsync(2));
        Assert.Equal("4", await fresh.TraceAsync(1));
        Assert.Equal("4", await heard.TraceAsync(1));
        foreach (var each in (TopicReceiver<int>[])[moved, latest, fresh, heard])
            Assert.False(each.TryReceiveEvent(out _));
    }

    [LoopFact]
    public async Task A_history_outlives_all_hosts_and_says_what_it_no_longer_has()
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        string? second, last;
        await using (var one = await StartAsync(server))
        {
            var topic = Topics(one).Get<int>("n", s_three);
            using var heard = await topic.SubscribeAsync();
            for (var i = 1; i <= 6; i++)
                await topic.PublishAsync(i);
            await heard.ReceiveAsync();
            second = (await heard.ReceiveAsync()).Id;
            Assert.Equal("3, 4, 5", await heard.TraceAsync(3));
            last = (await heard.ReceiveAsync()).Id;
        }

        await using var two = await StartAsync(server);
        var again = Topics(two).Get<int>("n", s_three);
        using var late = await again.SubscribeAsync(new ReceiverOptions<int> { Since = second });
        Assert.Equal("gap ? History, 4, 5, 6", await late.TraceAsync(4));
        using var foreign = await again.SubscribeAsync(new ReceiverOptions<int> { Since = "nonsense" });
        Assert.Equal("gap ? History, 4, 5, 6", await foreign.TraceAsync(4));
        using var current = await again.SubscribeAsync(new ReceiverOptions<int> { Since = last });
        await again.PublishAsync(7);
        Assert.Equal("7", await current.TraceAsync(1));
    }

    [LoopTheory]
    [InlineData(NatsHistory.File, "1, 2, 3, 4")]
    [InlineData(NatsHistory.Memory, "1, gap ? History, 2, 3, 4")]
    public async Task A_server_that_restarts_is_caught_up_with(NatsHistory history, string expected)
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        await using var one = await StartAsync(server, history);
        await using var two = await StartAsync(server, history);
        var topic = Topics(one).Get<int>("n", s_three);
        using var heard = await Topics(two).Get<int>("n", s_three).SubscribeAsync();
        await topic.PublishAsync(1);
        var trace = await heard.TraceAsync(1);
        await server.StopAsync();
        while (one.Services.GetRequiredService<NatsBroker>().IsConnected)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        await topic.PublishAsync(2); // waits for the connection
        await server.StartAsync();
        await topic.PublishAsync(3);
        await topic.PublishAsync(4);
        Assert.Equal(expected, $"{trace}, {await heard.TraceAsync(expected.Split(", ").Length - 1)}");
        Assert.False(heard.TryReceiveEvent(out _));
    }

    /// <summary>The host has no message of the topic yet when a client comes with the id of the first one.</summary>
    [LoopFact]
    public async Task A_client_that_is_ahead_of_an_empty_history_misses_nothing()
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        await using var relay = new Relay(server);
        await using var one = await StartAsync(server);
        await using var two = await StartAsync(relay.Url);
        var topic = Topics(one).Get<int>("n", s_three);
        using var here = await topic.SubscribeAsync();
        using var there = await Topics(two).Get<int>("n", s_three).SubscribeAsync();
        relay.Hold();
        await topic.PublishAsync(1);
        var id = (await here.ReceiveAsync()).Id;
        using var moved = await Topics(two).Get<int>("n", s_three).SubscribeAsync(new ReceiverOptions<int> { Since = id });
        await topic.PublishAsync(2);
        relay.Release();
        Assert.Equal("2", await moved.TraceAsync(1));
        Assert.Equal("1, 2", await there.TraceAsync(2));
    }

    [LoopFact]
    public async Task An_id_that_an_empty_history_no_longer_has_is_a_gap_at_once()
    {
        var options = new TopicOptions { History = 3, HistoryAge = TimeSpan.FromMilliseconds(200) };
        await using var server = await NatsServer.StartWithStreamsAsync();
        string? id;
        await using (var one = await StartAsync(server))
        {
            var topic = Topics(one).Get<int>("n", options);
            using var heard = await topic.SubscribeAsync();
            await topic.PublishAsync(1);
            id = (await heard.ReceiveAsync()).Id;
        }

        await using var admin = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        while ((await new NatsJSContext(admin).GetStreamAsync("rondo-history-3-200")).Info.State.Messages > 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
        await using var two = await StartAsync(server);
        using var late = await Topics(two).Get<int>("n", options).SubscribeAsync(new ReceiverOptions<int> { Since = id });
        Assert.Equal("gap ? History", await late.TraceAsync(1));
    }

    [LoopFact]
    public async Task An_id_that_never_comes_is_a_gap_after_a_while()
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        await using var one = await StartAsync(server);
        var topic = Topics(one).Get<int>("n", s_three);
        using var heard = await topic.SubscribeAsync();
        await topic.PublishAsync(1);
        var id = (await heard.ReceiveAsync()).Id;
        using var late = await topic.SubscribeAsync(new ReceiverOptions<int> { Since = $"{id}000" });
        await topic.PublishAsync(2);
        Assert.Equal("gap ? History, 1, 2", await late.TraceAsync(3));
        await topic.PublishAsync(3);
        Assert.Equal("3", await late.TraceAsync(1));
    }

    [LoopFact]
    public async Task All_hosts_see_one_order_and_a_client_that_moves_misses_and_repeats_nothing()
    {
        const int Count = 300;
        await using var server = await NatsServer.StartWithStreamsAsync();
        await using var one = await StartAsync(server);
        await using var two = await StartAsync(server);
        TestClient[] hosts = [one, two];
        using var here = await Topics(one).Get<Said>("n", s_many).SubscribeAsync(Wide());
        using var there = await Topics(two).Get<Said>("n", s_many).SubscribeAsync(Wide());
        List<Said> seen = [];
        await TaskGroup.RunAsync(group =>
        {
            foreach (var (client, name) in new[] { (one, "a"), (one, "b"), (two, "c") })
            {
                group.Start(async () =>
                {
                    for (var i = 0; i < Count; i++)
                        await Topics(client).Get<Said>("n", s_many).PublishAsync(new Said(name, $"{i}"));
                });
            }

            group.Start(async () =>
            {
                string? id = null;
                for (var move = 0; seen.Count < 3 * Count; move++)
                {
                    using var heard = await Topics(hosts[move % 2]).Get<Said>("n", s_many)
                        .SubscribeAsync(Wide() with { Since = id, Replay = 3 * Count });
                    for (var i = 0; i < 7 && seen.Count < 3 * Count; i++)
                    {
                        var message = Assert.IsType<Message<Said>>(await heard.ReceiveEventAsync());
                        seen.Add(message.Value);
                        id = message.Id;
                    }
                }
            });
            return Task.CompletedTask;
        });
        foreach (var heard in (TopicReceiver<Said>[])[here, there])
        {
            foreach (var said in seen)
                Assert.Equal(said, (await heard.ReceiveAsync()).Value);
            Assert.False(heard.TryReceiveEvent(out _));
        }

        static ReceiverOptions<Said> Wide() => new() { Capacity = 3 * Count };
    }

    [LoopFact]
    public async Task A_pattern_and_another_type_receive_topics_with_a_history_and_their_ids()
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        await using var one = await StartAsync(server);
        await using var two = await StartAsync(server);
        using var named = await Topics(two).Get<Said>("room.7", s_three).SubscribeAsync();
        using var all = await Topics(two).SubscribeAsync<System.Text.Json.JsonElement>("room.*");
        await Topics(one).Get<Said>("room.7", s_three).PublishAsync(new Said("ann", "hello"));
        var message = await all.ReceiveAsync();
        Assert.Equal(("hello", "room.7"), (message.Value.GetProperty("text").GetString(), message.Topic));
        Assert.NotNull(message.Id);
        Assert.Equal(message.Id, (await named.ReceiveAsync()).Id);
    }

    [LoopFact]
    public async Task A_stream_that_is_deleted_is_made_again_and_receivers_learn_of_it()
    {
        await using var server = await NatsServer.StartWithStreamsAsync();
        await using var one = await StartAsync(server);
        var topic = Topics(one).Get<int>("n", s_three);
        using var heard = await topic.SubscribeAsync();
        await topic.PublishAsync(1);
        await topic.PublishAsync(2);
        Assert.Equal("1, 2", await heard.TraceAsync(2));
        await using var admin = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        await new NatsJSContext(admin).DeleteStreamAsync("rondo-history-3-300000", TestContext.Current.CancellationToken);
        for (var i = 3; !heard.TryReceiveEvent(out _); i++)
        {
            await topic.PublishAsync(i);
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
        }
    }

    [LoopTheory, InlineData(NatsHistory.Memory), InlineData(NatsHistory.File)]
    public async Task A_server_without_JetStream_is_one_clear_error(NatsHistory history)
    {
        await using var server = await NatsServer.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(server, history));
        Assert.StartsWith(
            $"NATS at {server.Url} has no JetStream, which NatsOptions.History = {history} needs: ",
            error.Message,
            StringComparison.Ordinal);
        Assert.EndsWith(". Start the server with -js, or remove the option.", error.Message, StringComparison.Ordinal);
    }

    private static Topics Topics(TestClient client) => client.Services.GetRequiredService<Topics>();

    private static Task<TestClient> StartAsync(NatsServer server, NatsHistory history = NatsHistory.File) =>
        StartAsync(server.Url, history);

    private static Task<TestClient> StartAsync(string url, NatsHistory history = NatsHistory.File) =>
        TestClient.StartAsync(App.Create(builder => builder.UseNats(url, new NatsOptions { History = history })));
}
