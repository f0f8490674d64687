using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Rondo.Samples.Tests.Programs;

public class AggregatorTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task Prices_that_come_in_time_are_returned_with_the_reasons_for_the_others()
    {
        var deadlines = new List<int>();
        await using var good = await TestService.StartAsync(app => app.MapGet("/prices/{dish}", (HttpRequest request) =>
        {
            deadlines.Add(int.Parse(request.Headers["X-Deadline-Ms"].ToString(), CultureInfo.InvariantCulture));
            return 2.5m;
        }));
        await using var slow = await TestService.StartAsync(static app => app.MapGet("/prices/{dish}", static (CancellationToken left) => Task.Delay(-1, left)));
        await using var broken = await TestService.StartAsync(static app => app.MapGet("/prices/{dish}", static () => Results.StatusCode(503)));
        await using var odd = await TestService.StartAsync(static app => app.MapGet("/prices/{dish}", static () => "soup"));
        await using var aggregator = await SampleServer.StartAsync(
            "Aggregator",
            $"--sources:good={TestService.AddressOf(good)}",
            $"--sources:slow={TestService.AddressOf(slow)}",
            $"--sources:broken={TestService.AddressOf(broken)}",
            $"--sources:odd={TestService.AddressOf(odd)}",
            "--sources:gone=http://127.0.0.1:1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/prices/soup") { Headers = { { "X-Deadline-Ms", "3000" } } };
        using var response = await aggregator.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var prices = await aggregator.ReadAsync(response, 200);
        Assert.Equal("""[{"source":"good","amount":2.5}]""", prices.GetProperty("found").GetRawText());
        Assert.Equal(
            ["broken status", "gone refused", "odd invalid", "slow timeout"],
            prices.GetProperty("missing").EnumerateArray().Select(static each => $"{each.GetProperty("source")} {each.GetProperty("reason")}").Order());
        Assert.All(deadlines, static deadline => Assert.InRange(deadline, 1, 3000));
        Assert.NotEmpty(deadlines);
        Assert.Equal(0, await aggregator.StopAsync());
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task A_slow_call_is_hedged_with_the_time_that_is_left()
    {
        var deadlines = new List<int>();
        await using var source = await TestService.StartAsync(app => app.MapGet("/prices/{dish}", async (HttpRequest request, CancellationToken left) =>
        {
            deadlines.Add(int.Parse(request.Headers["X-Deadline-Ms"].ToString(), CultureInfo.InvariantCulture));
            if (deadlines.Count == 1)
                await Task.Delay(-1, left);
            return 1;
        }));
        await using var aggregator = await SampleServer.StartAsync("Aggregator", $"--sources:hedged={TestService.AddressOf(source)}");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/prices/soup") { Headers = { { "X-Deadline-Ms", "20000" } } };
        using var response = await aggregator.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(1, Assert.Single((await aggregator.ReadAsync(response, 200)).GetProperty("found").EnumerateArray()).GetProperty("amount").GetInt32());
        Assert.Equal(2, deadlines.Count);
        Assert.True(deadlines[1] < deadlines[0], string.Join(' ', deadlines));
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Without_any_price_the_answer_is_502()
    {
        await using var aggregator = await SampleServer.StartAsync("Aggregator", "--sources:gone=http://127.0.0.1:1");
        Assert.Equal("No source has a price: gone Refused.", (await aggregator.GetAsync("/prices/soup", 502)).GetProperty("detail").GetString());
    }
}
