using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;
using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>
/// Microsoft's standard resilience and hedging handlers over a loop's sockets: the caller's await returns to its loop. The handlers inside see the loop in
/// the first attempt, and the thread pool in later ones, which Polly begins without a context.
/// </summary>
public class StandardResilienceTests
{
    [LoopFact]
    public async Task A_retry_comes_home() => await RunAsync(
        static attempt => attempt < 3 ? Failing : ScriptedServer.Text("third"),
        Standard,
        static async (client, attempts) =>
        {
            var loop = EventLoop.Current;
            Assert.Equal("third", await client.GetStringAsync("/"));
            Assert.Same(loop, EventLoop.TryCurrent);
            Assert.Equal([loop.Name, null, null], attempts);
        });

    [LoopFact]
    public async Task A_hedged_call_comes_home() => await RunAsync(
        static attempt => attempt == 1 ? [] : ScriptedServer.Text("second"),
        static builder => builder.AddStandardHedgingHandler().Configure(static options => options.Hedging.Delay = TimeSpan.FromMilliseconds(10)),
        static async (client, attempts) =>
        {
            var loop = EventLoop.Current;
            Assert.Equal("second", await client.GetStringAsync("/"));
            Assert.Same(loop, EventLoop.TryCurrent);
            Assert.Equal(loop.Name, attempts[0]);
            Assert.InRange(attempts.Count, 2, int.MaxValue); // the second is the pool's, or the loop's if the delay had passed before the wait
        });

    [LoopFact]
    public async Task An_attempt_that_times_out_comes_home() => await RunAsync(
        static _ => [],
        static builder => builder.AddStandardResilienceHandler(static options =>
        {
            options.AttemptTimeout.Timeout = TimeSpan.FromMilliseconds(20);
            options.Retry.MaxRetryAttempts = 1;
            options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        }),
        static async (client, attempts) =>
        {
            var loop = EventLoop.Current;
            await Assert.ThrowsAsync<TimeoutRejectedException>(() => client.GetStringAsync("/"));
            Assert.Same(loop, EventLoop.TryCurrent);
            Assert.Equal([loop.Name, null], attempts);
        });

    [LoopFact]
    public async Task A_deadline_ends_the_delay_between_attempts() => await RunAsync(
        static _ => Failing,
        static builder => builder.AddStandardResilienceHandler(static options =>
        {
            options.Retry.Delay = TimeSpan.FromSeconds(20);
            options.Retry.UseJitter = false;
        }),
        static async (client, attempts) =>
        {
            var loop = EventLoop.Current;
            await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(TimeSpan.FromMilliseconds(500), () => client.GetStringAsync("/")));
            Assert.Same(loop, EventLoop.TryCurrent);
            Assert.Equal([loop.Name], attempts);
        });

    private static byte[] Failing => "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private static void Standard(IHttpClientBuilder builder) => builder.AddStandardResilienceHandler(static options =>
    {
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.BackoffType = DelayBackoffType.Constant;
    });

    /// <summary>Runs the body with a client of the factory, and the loops that its attempts began on.</summary>
    private static async Task RunAsync(Func<int, byte[]> answer, Action<IHttpClientBuilder> configure, Func<HttpClient, List<string?>, Task> body)
    {
        var (calls, attempts) = (0, new List<string?>());
        await ScriptedServer.RunAsync(
            _ => answer(++calls),
            static (_, _) => { },
            async (_, server) =>
            {
                var services = new ServiceCollection();
                var loop = EventLoop.Current;
                var builder = services.AddHttpClient("shop", client => client.BaseAddress = server.Url)
                    .ConfigurePrimaryHttpMessageHandler(() => LoopHttpHandler.Create(loop))
                    .AddHttpMessageHandler(static () => new AmbientCancellationHandler());
                configure(builder);
                builder.AddHttpMessageHandler(() => new Attempts(attempts));
                await using var provider = services.BuildServiceProvider();
                using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop");
                await body(client, attempts);
            });
    }

    private sealed class Attempts(List<string?> loops) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (loops)
                loops.Add(EventLoop.TryCurrent?.Name);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
