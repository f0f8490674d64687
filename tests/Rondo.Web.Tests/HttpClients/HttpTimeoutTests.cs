using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>Timeouts of HTTP clients, and the phase that they name.</summary>
public class HttpTimeoutTests
{
    private static Upstream Silent => new(static async (_, _) =>
    {
        await EventLoop.SleepForever();
        return Upstream.Answer(200);
    });

    [LoopFact(Virtual = true)]
    public async Task A_call_ends_with_its_timeout()
    {
        var upstream = Silent;
        using var clients = upstream.Clients(static options => options.Timeout = TimeSpan.FromSeconds(3));
        var thrown = await Assert.ThrowsAsync<HttpTimeoutException>(() => clients.Current.GetAsync("/price?secret=1"));
        Assert.Equal(
            "GET http://shop/price did not finish within 3 s: it waited for the first byte of the response. Raise Timeout if the host needs more time.",
            thrown.Message);
        Assert.Equal(HttpPhase.FirstByte, thrown.Phase);
        Assert.Equal(TimeSpan.FromSeconds(3), Upstream.Elapsed);
        Assert.Equal(1, upstream.Canceled);
    }

    [LoopFact(Virtual = true)]
    public async Task Attempts_time_out_and_are_retried_until_the_whole_time_is_up()
    {
        var upstream = Silent;
        using var clients = upstream.Clients(static options =>
        {
            options.Timeout = TimeSpan.FromSeconds(5);
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            options.Retry = new HttpRetryOptions { MaxAttempts = 10, Delay = TimeSpan.FromSeconds(1), Jitter = 0 };
        });
        await Assert.ThrowsAsync<HttpTimeoutException>(() => clients.Current.GetAsync("/"));
        Assert.Equal(["0 GET", "2 GET"], upstream.Log); // a third attempt would begin at 5 s
    }

    [LoopFact(Virtual = true)]
    public async Task The_wait_for_a_place_names_itself()
    {
        var upstream = Silent;
        using var clients = upstream.Clients(static options =>
        {
            options.Timeout = TimeSpan.FromSeconds(3);
            options.MaxConcurrentCalls = 1;
        });
        var phases = new List<HttpPhase>();
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 2; i++)
                group.Start(async () => phases.Add((await Assert.ThrowsAsync<HttpTimeoutException>(() => clients.Current.GetAsync("/"))).Phase));
            return Task.CompletedTask;
        });
        Assert.Equal([HttpPhase.Queue, HttpPhase.FirstByte], phases.Order());
    }

    [LoopFact(Virtual = true)]
    public async Task No_more_attempts_run_at_a_time_than_the_limit_allows()
    {
        var (running, most) = (0, 0);
        var upstream = new Upstream(async (_, _) =>
        {
            most = Math.Max(most, ++running);
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
            running--;
            return Upstream.Answer(200);
        });
        using var clients = upstream.Clients(static options => options.MaxConcurrentCalls = 2);
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 6; i++)
                group.Start(() => clients.Current.GetAsync("/"));
            return Task.CompletedTask;
        });
        Assert.Equal(2, most);
        Assert.Equal(TimeSpan.FromSeconds(3), Upstream.Elapsed);
    }

    [LoopFact]
    public async Task The_phases_of_a_real_connection_are_named()
    {
        // The kernel takes the connections, and no code answers them.
        using var listener = Rondo.IO.TcpListener.Bind("127.0.0.1", 0);
        foreach (var (scheme, phase) in new[] { ("http", HttpPhase.FirstByte), ("https", HttpPhase.Tls) })
        {
            using var clients = new LoopHttpClients(new HttpClientOptions { Timeout = TimeSpan.FromMilliseconds(500) });
            var thrown = await Assert.ThrowsAsync<HttpTimeoutException>(() => clients.Current.GetAsync($"{scheme}://127.0.0.1:{listener.LocalEndPoint.Port}/"));
            Assert.Equal(phase, thrown.Phase);
        }
    }
}
