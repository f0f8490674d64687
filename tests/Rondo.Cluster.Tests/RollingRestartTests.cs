using System.Globalization;

namespace Rondo.Cluster.Tests;

/// <summary>
/// Each of three processes is stopped and replaced, one after the other, under a steady load. <c>RONDO_RATE</c> is the number of
/// requests a second, 200 by default.
/// </summary>
[Trait("Category", "Slow")]
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private static int Rate => int.Parse(Environment.GetEnvironmentVariable("RONDO_RATE") ?? "200", CultureInfo.InvariantCulture);

    [LoopFact(Drivers = "epoll", HangSeconds = 300)]
    public Task No_request_is_lost_and_clients_resume() => Clusters.RunAsync(async cluster =>
    {
        using var requests = new RequestLoad(cluster.Front, Rate);
        using var streams = new EventClients(cluster.Front, 20);
        var crowd = new Crowd(cluster.Front, 60);
        await crowd.RunAsync(() => TaskGroup.RunAsync(async group =>
        {
            group.Start(requests.RunAsync);
            group.Start(streams.RunAsync);
            await crowd.HearAsync(await crowd.SayAsync());
            for (var i = 0; i < 3; i++)
            {
                var kitchen = cluster.Kitchens[i];
                Assert.Equal(0, await kitchen.StopAsync());
                await kitchen.StartAsync();
                await requests.ServedByAsync(new[] { "one", "two", "three" }[i]);
                await crowd.ConnectAsync();
                await crowd.HearAsync(await crowd.SayAsync());
            }

            await streams.ResumedAsync();
            group.Cancel("all have been replaced");
        }));
        output.WriteLine($"{requests.Count} requests at {requests.Rate:0} of {Rate}/s, the slowest took {requests.Slowest.TotalMilliseconds:0} ms; "
            + $"{streams.Count} events in {streams.Connections} connections; "
            + $"{crowd.Clients.Sum(static client => client.Connections)} connections of {crowd.Clients.Count} chat clients");
        Assert.Empty(requests.Lost);
        Assert.Empty(streams.Gaps);
        Assert.True(crowd.Clients.Any(static client => client.Connections > 1), "No chat client had to connect again.");
    });
}
