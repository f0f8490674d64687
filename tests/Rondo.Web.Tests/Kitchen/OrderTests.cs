using System.Diagnostics;
using System.Text.Json;
using Rondo.Soak;

namespace Rondo.Web.Tests.Kitchen;

public class OrderTests
{
    private static TimeSpan Elapsed => ((VirtualClock)EventLoop.Current.Clock).Elapsed;

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 10)]
    public async Task An_order_is_accepted_at_once_and_cooked_after_the_response()
    {
        await using var client = await KitchenClient.StartAsync();
        var start = Elapsed;
        using var placed = await client.SendJsonAsync(HttpMethod.Post, "/orders", """{"dish":"soup"}""");
        Assert.Equal("""{"id":1,"dish":"soup","status":"queued"}""", (await placed.JsonAsync(202)).ToString());
        Assert.Equal("/orders/1", placed.Headers.Location?.ToString());
        Assert.Equal(TimeSpan.Zero, Elapsed - start);
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(199));
        Assert.Equal("cooking", (await client.GetJsonAsync("/orders/1")).GetProperty("status").GetString());
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(2));
        Assert.Equal("served", (await client.GetJsonAsync("/orders/1")).GetProperty("status").GetString());
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 3)]
    public async Task Orders_beyond_the_stoves_wait_for_one()
    {
        await using var client = await KitchenClient.StartAsync();
        for (var i = 0; i < 101; i++)
            await client.PostJsonAsync("/orders", """{"dish":"soup"}""", 202);
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
        Assert.Equal("cooking", (await client.GetJsonAsync("/orders/100")).GetProperty("status").GetString());
        Assert.Equal("queued", (await client.GetJsonAsync("/orders/101")).GetProperty("status").GetString());
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(200));
        Assert.Equal("served", (await client.GetJsonAsync("/orders/100")).GetProperty("status").GetString());
        Assert.Equal("cooking", (await client.GetJsonAsync("/orders/101")).GetProperty("status").GetString());
    }

    [LoopFact]
    public async Task Orders_that_make_no_sense_are_4xx()
    {
        await using var client = await KitchenClient.StartAsync();
        foreach (var body in new[] { """{"dish":""}""", $$"""{"dish":"{{new string('x', 101)}}"}""", """{"dish":null}""", """{"dish":7}""", "{}" })
            Assert.Equal(["/dish"], (await client.PostJsonAsync("/orders", body, 422)).Pointers());
        Assert.Equal("There is no order 1.", (await client.GetJsonAsync("/orders/1", 404)).GetProperty("detail").GetString());
        Assert.Equal(["/id"], (await client.GetJsonAsync("/orders/soup", 422)).Pointers());
    }

    /// <summary>The real program: told to end with orders in flight, it says 503, finishes them, and exits with 0.</summary>
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task SIGTERM_finishes_what_was_accepted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var kitchen = await ServerProcess.StartAsync("Kitchen", ["--urls", "http://127.0.0.1:0", "--database", $"sqlite://{KitchenFiles.NewDatabase()}", "--loops", "2"]);
        using var client = new HttpClient { BaseAddress = kitchen.Address };
        using var watcher = new HttpClient { BaseAddress = kitchen.Address };
        await watcher.GetStringAsync("/health", TestContext.Current.CancellationToken);
        var sleeping = client.GetStringAsync("/sleep/1000", TestContext.Current.CancellationToken);
        var orders = Enumerable.Range(0, 50).Select(_ => client.PostJsonAsync("/orders", """{"dish":"soup"}""", 202)).ToArray();
        await Task.WhenAll(orders);
        kitchen.Stop();
        Assert.Equal("""{"slept":1000}""", await sleeping);
        Assert.Equal(0, (await kitchen.WaitForExitAsync()).Status);
        Assert.DoesNotContain("was cancelled", kitchen.Log.Since(0), StringComparison.Ordinal);
    }

    /// <summary>The real program, killed while it takes and cooks orders: every order that it accepted is served by the next one.</summary>
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Accepted_orders_survive_a_kill(string database)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        var url = await KitchenFiles.NewUrlAsync(database);
        var accepted = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            await using var kitchen = await StartAsync(url);
            using var client = new HttpClient { BaseAddress = kitchen.Address };
            var guests = Enumerable.Range(0, 8).Select(_ => OrderUntilCutOffAsync(client, accepted)).ToArray();
            var enough = (round + 1) * 60;
            while (true)
            {
                lock (accepted)
                {
                    if (accepted.Count >= enough)
                        break;
                }

                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            kitchen.Kill();
            await Task.WhenAll(guests);
        }

        await using var last = await StartAsync(url);
        using var guest = new HttpClient { BaseAddress = last.Address };
        foreach (var order in accepted)
        {
            while ((await guest.GetJsonAsync(order)).GetProperty("status").GetString() != "served")
                await guest.GetJsonAsync("/sleep/100");
        }
    }

    private static Task<ServerProcess> StartAsync(string url) => ServerProcess.StartAsync("Kitchen", ["--urls", "http://127.0.0.1:0", "--database", url, "--loops", "2"]);

    private static async Task OrderUntilCutOffAsync(HttpClient client, List<string> accepted)
    {
        try
        {
            while (true)
            {
                using var response = await client.SendJsonAsync(HttpMethod.Post, "/orders", """{"dish":"soup"}""");
                await response.JsonAsync(202);
                lock (accepted)
                    accepted.Add(response.Headers.Location!.ToString());
            }
        }
        catch (HttpRequestException)
        {
            // The kitchen was killed before it answered.
        }
    }
}
