using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>Hedging of HTTP clients.</summary>
public class HttpHedgingTests
{
    [LoopTheory(Virtual = true)]
    [InlineData(1, 1, "0 GET")] // the first attempt is in time
    [InlineData(10, 3, "0 GET,2 GET")] // the second one wins
    [InlineData(2.5, 2.5, "0 GET,2 GET")] // the first one wins although the second has begun
    public async Task The_first_success_wins_and_the_other_attempt_is_cancelled(double first, double total, string log)
    {
        var upstream = new Upstream(async (attempt, _) =>
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(attempt == 1 ? first : 1));
            return Upstream.Answer(200, $"{attempt}");
        });
        using var clients = upstream.Clients(static options => options.Hedging = new HttpHedgingOptions());
        await clients.Current.GetStringAsync("/");
        Assert.Equal(log, string.Join(',', upstream.Log));
        Assert.Equal(TimeSpan.FromSeconds(total), Upstream.Elapsed);
        Assert.Equal(upstream.Log.Count - 1, upstream.Canceled);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_waits_for_the_other_attempt()
    {
        var upstream = new Upstream(static async (attempt, _) =>
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(attempt == 1 ? 3 : 4));
            return attempt == 1 ? throw new HttpRequestException("reset") : Upstream.Answer(200, "second");
        });
        using var clients = upstream.Clients(static options => options.Hedging = new HttpHedgingOptions());
        Assert.Equal("second", await clients.Current.GetStringAsync("/"));
    }

    [LoopFact(Virtual = true)]
    public async Task A_post_is_not_hedged()
    {
        var upstream = new Upstream(static async (_, _) =>
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(10));
            return Upstream.Answer(200);
        });
        using var clients = upstream.Clients(static options => options.Hedging = new HttpHedgingOptions());
        using var response = await clients.Current.PostAsync("/", new StringContent("order"));
        Assert.Single(upstream.Log);
    }
}
