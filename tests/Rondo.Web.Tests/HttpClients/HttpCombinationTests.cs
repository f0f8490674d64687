using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>Retries, timeouts of attempts, hedging, circuits and limits together, on the virtual clock.</summary>
public class HttpCombinationTests
{
    [LoopFact(Virtual = true)]
    public async Task Hedged_attempts_that_time_out_are_retried_as_one_attempt()
    {
        var upstream = new Upstream(static async (attempt, _) =>
        {
            if (attempt <= 2)
                await EventLoop.SleepForever();
            return Upstream.Answer(200, "third");
        });
        using var clients = upstream.Clients(static options =>
        {
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            options.Hedging = new HttpHedgingOptions { Delay = TimeSpan.FromSeconds(0.5) };
            options.Retry = new HttpRetryOptions { MaxAttempts = 2, Delay = TimeSpan.FromSeconds(1), Jitter = 0 };
        });
        Assert.Equal("third", await clients.Current.GetStringAsync("/"));
        Assert.Equal(["0 GET", "0.5 GET", "2.5 GET"], upstream.Log);
        Assert.Equal(2, upstream.Canceled);
    }

    [LoopFact(Virtual = true)]
    public async Task A_call_that_waits_for_its_retry_holds_no_place_under_the_limit()
    {
        var upstream = Upstream.Statuses(500, 200);
        using var clients = upstream.Clients(static options =>
        {
            options.MaxConcurrentCalls = 1;
            options.Retry = new HttpRetryOptions { MaxAttempts = 2, Delay = TimeSpan.FromSeconds(10), Jitter = 0 };
        });
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => clients.Current.GetStringAsync("/"));
            group.Start(() => clients.Current.GetStringAsync("/"));
            return Task.CompletedTask;
        });
        Assert.Equal(["0 GET", "0 GET", "10 GET"], upstream.Log);
    }

    [LoopFact(Virtual = true)]
    public async Task A_second_attempt_keeps_to_the_limit()
    {
        var (running, most) = (0, 0);
        var upstream = new Upstream(async (_, _) =>
        {
            most = Math.Max(most, ++running);
            try
            {
                await EventLoop.Sleep(TimeSpan.FromSeconds(1));
                return Upstream.Answer(200, "answer");
            }
            finally
            {
                running--;
            }
        });
        using var clients = upstream.Clients(static options =>
        {
            options.MaxConcurrentCalls = 1;
            options.Hedging = new HttpHedgingOptions { Delay = TimeSpan.FromSeconds(0.5) };
        });
        Assert.Equal("answer", await clients.Current.GetStringAsync("/"));
        Assert.Equal(1, most);
        Assert.Equal(TimeSpan.FromSeconds(1), Upstream.Elapsed);
    }

    [LoopFact(Virtual = true)]
    public async Task Attempts_that_time_out_open_the_circuit_which_ends_the_retries()
    {
        var upstream = new Upstream(static async (_, _) =>
        {
            await EventLoop.SleepForever();
            return Upstream.Answer(200);
        });
        using var clients = upstream.Clients(static options =>
        {
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            options.CircuitBreaker = new HttpCircuitBreakerOptions { MinimumCalls = 2, BreakDuration = TimeSpan.FromSeconds(30) };
            options.Retry = new HttpRetryOptions { MaxAttempts = 5, Delay = TimeSpan.FromSeconds(1), Jitter = 0 };
        });
        await Assert.ThrowsAsync<CircuitOpenException>(() => clients.Current.GetStringAsync("/"));
        Assert.Equal(["0 GET", "2 GET"], upstream.Log);
    }
}
