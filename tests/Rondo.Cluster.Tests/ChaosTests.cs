using System.Globalization;

namespace Rondo.Cluster.Tests;

/// <summary>
/// Chat clients over three processes while something breaks: what each of them must have heard is checked for each.
/// <c>RONDO_CLIENTS</c> is their number, 1,000 by default.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static int Count => int.Parse(Environment.GetEnvironmentVariable("RONDO_CLIENTS") ?? "1000", CultureInfo.InvariantCulture);

    [LoopFact(Drivers = "epoll", HangSeconds = 400)]
    public Task While_nothing_fails_everybody_hears_everything_once() => RunAsync(async (_, crowd) =>
    {
        for (var i = 0; i < 3; i++)
            await crowd.HearAsync(await crowd.SayAsync());
        Assert.All(crowd.Clients, static client => Assert.Equal((60, 1), (client.Heard.Count, client.Connections)));
    });

    [LoopFact(Drivers = "epoll", HangSeconds = 400)]
    public Task Without_NATS_for_10_s_the_clients_of_a_process_hear_each_other_and_afterwards_everybody() =>
    RunAsync(async (cluster, crowd) =>
    {
        await cluster.Nats.KillAsync();
        for (var i = 0; i < 5; i++)
        {
            await crowd.HearAsync(await crowd.SayAsync(), static (listener, speaker) => listener.Kitchen == speaker.Kitchen);
            await EventLoop.Sleep(TimeSpan.FromSeconds(2));
        }

        await cluster.Nats.StartAsync();
        await ReachAsync(crowd);
        await crowd.HearAsync(await crowd.SayAsync());
        Assert.All(crowd.Clients, static client => Assert.Equal(1, client.Connections));
    });

    [LoopFact(Drivers = "epoll", HangSeconds = 400)]
    public Task A_restart_of_PostgreSQL_does_not_touch_the_chat_and_loses_no_order() => RunAsync(async (cluster, crowd) =>
    {
        await using var orders = new Orders(cluster.Front);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(orders.RunAsync);
            await crowd.HearAsync(await crowd.SayAsync());
            await orders.AcceptedAsync(20);
            cluster.Postgres.Signal(2); // rolls back, and closes the connections
            await crowd.HearAsync(await crowd.SayAsync());
            await cluster.Postgres.StopAsync();
            await EventLoop.Sleep(TimeSpan.FromSeconds(2));
            await cluster.Postgres.StartAsync();
            await crowd.HearAsync(await crowd.SayAsync());
            await orders.AcceptedAsync(20);
            group.Cancel("enough orders");
        });
        await orders.ServedAsync();
        output.WriteLine($"{orders.Accepted.Count} orders were accepted and served; {orders.Refused} were refused");
    });

    [LoopFact(Drivers = "epoll", HangSeconds = 400)]
    public Task A_process_that_is_paused_for_20_s_holds_nobody_else_up() => RunAsync(async (cluster, crowd) =>
    {
        var paused = cluster.Kitchens[0];
        paused.Signal(19);
        for (var i = 0; i < 10; i++)
        {
            await crowd.HearAsync(
                await crowd.SayAsync(static speaker => speaker.Kitchen != "one"), static (listener, _) => listener.Kitchen != "one");
            await EventLoop.Sleep(TimeSpan.FromSeconds(2));
        }

        paused.Signal(18);
        await ReachAsync(crowd);
        await crowd.HearAsync(await crowd.SayAsync());
        output.WriteLine($"{crowd.Clients.Count(client => client.Connections > 1)} clients connected again");
    });

    [LoopFact(Drivers = "epoll", HangSeconds = 400)]
    public Task After_kill_9_of_a_process_its_clients_are_back_on_the_others() => RunAsync(async (cluster, crowd) =>
    {
        var before = crowd.Clients.ToDictionary(static client => client, static client => client.Kitchen);
        await cluster.Kitchens[1].KillAsync();
        await crowd.HearAsync(
            await crowd.SayAsync(client => before[client] != "two"), (listener, speaker) => before[listener] != "two");
        await crowd.ConnectAsync();
        Assert.DoesNotContain(crowd.Clients, static client => client.Kitchen == "two");
        await crowd.HearAsync(await crowd.SayAsync());
        Assert.All(crowd.Clients, client => Assert.Equal(before[client] == "two" ? 2 : 1, client.Connections));
        await cluster.Kitchens[1].StartAsync();
        await crowd.HearAsync(await crowd.SayAsync());
    });

    private Task RunAsync(Func<KitchenCluster, Crowd, Task> test) => Clusters.RunAsync(async cluster =>
    {
        var crowd = new Crowd(cluster.Front, Count);
        await crowd.RunAsync(async () =>
        {
            var shares = crowd.Clients.GroupBy(static client => client.Kitchen).OrderBy(static each => each.Key);
            output.WriteLine(string.Join(", ", shares.Select(static each => $"{each.Key}: {each.Count()} clients")));
            await test(cluster, crowd);
        });
        crowd.CheckAtMostOnce();
    });

    /// <summary>Waits until the processes reach each other: the clients speak in their rooms until all have heard all.</summary>
    private static async Task ReachAsync(Crowd crowd)
    {
        await crowd.ConnectAsync();
        var isReached = false;
        while (!isReached)
        {
            var said = await crowd.SayAsync();
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
            isReached = crowd.Clients.All(listener =>
                said.All(each => each.Key.Room != listener.Room || listener.Heard.ContainsKey(each.Value)));
        }
    }
}
