using System.Text.Json;

namespace Rondo.Cluster.Tests;

/// <summary>Kitchen's dashboard with a broker: the loops of all processes, on whichever of them.</summary>
[Trait("Category", "Slow")]
public sealed class DashboardTests
{
    [LoopFact(Drivers = "epoll", HangSeconds = 180)]
    public Task It_shows_the_loops_of_all_processes_and_forgets_one_that_is_killed() => Clusters.RunAsync(async cluster =>
    {
        using var clients = new LoopHttpClients();
        await UntilAsync(clients.Current, cluster.Front, processes: 3);
        await cluster.Kitchens[0].KillAsync();
        await UntilAsync(clients.Current, cluster.Front, processes: 2);
    });

    /// <summary>Waits until an event names the loops of so many processes.</summary>
    private static async Task UntilAsync(HttpClient client, Uri front, int processes)
    {
        while (true)
        {
            try
            {
                using var response =
                    await client.GetAsync(new Uri(front, "/events"), HttpCompletionOption.ResponseHeadersRead, CancelScope.CurrentToken);
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(CancelScope.CurrentToken));
                while (await lines.ReadLineAsync(CancelScope.CurrentToken) is { } line)
                {
                    if (line.StartsWith("data:", StringComparison.Ordinal) && Count(line["data:".Length..]) == processes)
                        return;
                }
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(100)); // from the process that was killed
            }
        }
    }

    private static int Count(string json) => JsonDocument.Parse(json).RootElement.GetProperty("loops").EnumerateArray()
        .Select(static loop => loop.GetProperty("name").GetString()!.Split(' ')[0]).Distinct().Count();
}
