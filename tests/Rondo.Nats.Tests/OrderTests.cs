namespace Rondo.Nats.Tests;

/// <summary>Publishers and receivers in random interleavings, whose seed the test prints.</summary>
public sealed class OrderTests
{
    private static readonly string[] s_names = ["room.1", "room.2", "hall.1"];

    /// <summary>A seed, and whether all are in one host: there publishers wait for receivers whose buffers are small.</summary>
    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var data = new TheoryData<int, bool>();
            for (var seed = 1; seed <= 25; seed++)
                data.Add(seed, seed % 2 == 0);
            return data;
        }
    }

    /// <summary>Each receiver of each host gets each message that its pattern covers once, and those of a publisher in their order.</summary>
    [LoopTheory(Virtual = true), MemberData(nameof(Seeds))]
    public async Task Each_message_arrives_once_in_the_order_of_its_publisher(int seed, bool alone)
    {
        var random = new Random(seed);
        var wire = new Wire();
        await using var one = App.Create(wire.Connect(out _));
        await using var two = App.Create(wire.Connect(out _));
        RondoApp[] hosts = [one, alone ? one : two];
        List<(string Pattern, List<Said> Heard)> receivers = [];
        List<(string Topic, Said Said)> published = [];
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var pattern in (string[])["room.1", "room.*", ">", "hall.>", "room.2"])
            {
                List<Said> heard = [];
                receivers.Add((pattern, heard));
                var receiver = await hosts[random.Next(2)].Topics.SubscribeAsync(pattern, Options(random, alone));
                group.Start(() => HearAsync(receiver, heard, new Random(random.Next())));
            }

            await TaskGroup.RunAsync(publishers =>
            {
                for (var i = 0; i < 4; i++)
                {
                    var (host, name, own) = (hosts[random.Next(2)], $"p{i}", new Random(random.Next()));
                    publishers.Start(() => PublishAsync(host, name, own, published));
                }

                return Task.CompletedTask;
            });
            await EventLoop.Sleep(TimeSpan.FromMinutes(10));
            group.Cancel("all has been published");
        });

        foreach (var (pattern, heard) in receivers)
        {
            var expected = published.Where(each => Api.Messaging.TopicName.Matches(pattern, each.Topic)).Select(static each => each.Said).ToList();
            Assert.Equal(expected.Count, heard.Count);
            foreach (var publisher in expected.GroupBy(static said => said.From))
                Assert.Equal(publisher, heard.Where(said => said.From == publisher.Key));
        }

        Assert.Equal(new TopicsStatistics(0, 0), one.Topics.Statistics);
        Assert.Equal(new TopicsStatistics(0, 0), two.Topics.Statistics);
    }

    private static ReceiverOptions<Said> Options(Random random, bool alone) => new()
    {
        Capacity = alone ? 1 + random.Next(3) : 1_000,
        SlowReceiver = SlowReceiver.Wait,
    };

    private static async Task HearAsync(TopicReceiver<Said> receiver, List<Said> heard, Random random)
    {
        using (receiver)
        {
            await foreach (var message in receiver)
            {
                heard.Add(message.Value);
                if (random.Next(3) == 0)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(random.Next(20)));
            }
        }
    }

    private static async Task PublishAsync(RondoApp host, string name, Random random, List<(string, Said)> published)
    {
        for (var i = 0; i < 50; i++)
        {
            var (topic, said) = (s_names[random.Next(s_names.Length)], new Said(name, $"{i}"));
            await host.Topics.Get<Said>(topic).PublishAsync(said);
            published.Add((topic, said));
            if (random.Next(2) == 0)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(random.Next(10)));
        }
    }
}
