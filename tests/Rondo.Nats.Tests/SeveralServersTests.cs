namespace Rondo.Nats.Tests;

/// <summary>A cluster of two servers, of which one is killed.</summary>
public sealed class SeveralServersTests
{
    [LoopFact(Drivers = "epoll,portable", HangSeconds = 120)]
    public async Task A_topic_continues_on_the_other_server()
    {
        await using var first = await NatsServer.StartAsync("--cluster", NatsServer.AnyPort, "--cluster_name", "rondo");
        await using var second = await NatsServer.StartAsync(
            "--cluster", NatsServer.AnyPort, "--cluster_name", "rondo", "--routes", first.ClusterUrl);
        await using var one = await StartAsync($"{first.Url},{second.Url}");
        await using var two = await StartAsync($"{second.Url}, {first.Url}");
        using var heard = await Topics(two).Get<int>("n").SubscribeAsync(new ReceiverOptions<int> { Capacity = 10_000 });
        await ReachAsync(1);
        foreach (var killed in (NatsServer[])[first, second])
        {
            await killed.StopAsync();
            await ReachAsync(killed == first ? 2 : 3);
            await killed.StartAsync();
            await ReachAsync(killed == first ? 12 : 13);
        }

        // Servers that have just met, or been lost, take a moment.
        async Task ReachAsync(int number)
        {
            while (true)
            {
                await Topics(one).Get<int>("n").PublishAsync(number);
                await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(50), async () =>
                {
                    while ((await heard.ReceiveAsync()).Value != number)
                        continue;
                    number = 0;
                });
                if (number == 0)
                    return;
            }
        }
    }

    private static Topics Topics(TestClient client) => client.Services.GetRequiredService<Topics>();

    private static Task<TestClient> StartAsync(string url) => TestClient.StartAsync(App.Create(builder => builder.UseNats(url)));
}
