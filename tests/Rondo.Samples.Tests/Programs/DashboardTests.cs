using System.Text.Json;

namespace Rondo.Samples.Tests.Programs;

public class DashboardTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task Every_watcher_sees_the_readings()
    {
        await using var dashboard = await SampleServer.StartAsync("Dashboard");
        var token = TestContext.Current.CancellationToken;
        Assert.Contains("EventSource", await dashboard.Client.GetStringAsync("/", token), StringComparison.Ordinal);
        using var first = new StreamReader(await dashboard.Client.GetStreamAsync("/events", token));
        using var second = new StreamReader(await dashboard.Client.GetStreamAsync("/events", token));
        foreach (var reader in new[] { first, second, first })
        {
            string line;
            do
                line = (await reader.ReadLineAsync(token))!;
            while (!line.StartsWith("data:", StringComparison.Ordinal));
            Assert.True(JsonElement.Parse(line["data:".Length..]).GetProperty("memory").GetInt64() > 0);
        }

        Assert.Equal(0, await dashboard.StopAsync());
    }
}
