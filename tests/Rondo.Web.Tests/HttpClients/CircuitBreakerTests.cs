using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>Circuit breakers of HTTP clients.</summary>
public class CircuitBreakerTests
{
    private static HttpCircuitBreakerOptions Breaker => new() { MinimumCalls = 4, BreakDuration = TimeSpan.FromSeconds(5) };

    [LoopFact(Virtual = true)]
    public async Task A_host_that_keeps_failing_is_left_alone_and_tried_again_after_the_break()
    {
        var upstream = Upstream.Statuses(200, 200, 503, 503, 503, 200);
        using var clients = upstream.Clients(static options => options.CircuitBreaker = Breaker);
        for (var i = 0; i < 4; i++)
            (await clients.Current.GetAsync("/")).Dispose();
        var thrown = await Assert.ThrowsAsync<CircuitOpenException>(() => clients.Current.GetAsync("/"));
        Assert.Equal("The circuit of shop:80 is open for another 5 s: 2 of 4 calls failed within 30 s. Wait, or look at why the host fails.", thrown.Message);
        Assert.Equal(("shop:80", TimeSpan.FromSeconds(5)), (thrown.Host, thrown.Remaining));
        (await clients.Current.GetAsync("http://other/")).Dispose(); // a circuit of its own; status 503
        await EventLoop.Sleep(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (int)(await clients.Current.GetAsync("/")).StatusCode);
        Assert.Equal(200, (int)(await clients.Current.GetAsync("/")).StatusCode);
    }

    [LoopFact(Virtual = true)]
    public async Task A_probe_that_fails_starts_another_break()
    {
        var upstream = Upstream.Statuses(503);
        using var clients = upstream.Clients(static options => options.CircuitBreaker = Breaker);
        for (var i = 0; i < 4; i++)
            (await clients.Current.GetAsync("/")).Dispose();
        await EventLoop.Sleep(TimeSpan.FromSeconds(5));
        (await clients.Current.GetAsync("/")).Dispose();
        await Assert.ThrowsAsync<CircuitOpenException>(() => clients.Current.GetAsync("/"));
        Assert.Equal(5, upstream.Log.Count);
    }

    [LoopFact(Virtual = true)]
    public async Task Failures_are_forgotten_after_the_window()
    {
        var upstream = Upstream.Statuses(503);
        using var clients = upstream.Clients(static options => options.CircuitBreaker = Breaker);
        for (var i = 0; i < 12; i++)
        {
            (await clients.Current.GetAsync("/")).Dispose();
            await EventLoop.Sleep(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(12, upstream.Log.Count);
    }

    [LoopFact(Virtual = true)]
    public async Task An_open_circuit_is_not_retried()
    {
        var upstream = Upstream.Statuses(503);
        using var clients = upstream.Clients(static options =>
        {
            options.CircuitBreaker = Breaker;
            options.Retry = new HttpRetryOptions { MaxAttempts = 10, Delay = TimeSpan.FromMilliseconds(1) };
        });
        await Assert.ThrowsAsync<CircuitOpenException>(() => clients.Current.GetAsync("/"));
        Assert.Equal(4, upstream.Log.Count);
    }
}
