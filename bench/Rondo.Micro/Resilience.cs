using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Http;

namespace Rondo.Micro;

/// <summary>
/// Timeouts, retries, a circuit breaker and a limit around a call that succeeds, beside the same client without them and
/// Microsoft's standard handler.
/// </summary>
internal static class Resilience
{
    private const int Count = 100_000;

    private static readonly Uri s_address = new("http://shop/");

    internal static void Run()
    {
        (string Name, Func<(double Time, double Bytes)> Measure)[] contestants =
        [
            ("HttpClient, ambient cancellation alone",
                static () => OnLoop(static () => new HttpClient(new AmbientCancellationHandler(new Answers())))),
            ("Rondo.Http, its default timeout", static () => OnLoop(static () => new LoopHttpClients(Options()).Current)),
            ("Rondo.Http, retry, timeouts, circuit, limit", static () => OnLoop(static () => new LoopHttpClients(Everything()).Current)),
            ("IHttpClientFactory, nothing added", static () => Microsoft(standard: false)),
            ("IHttpClientFactory, the standard handler", static () => Microsoft(standard: true)),
        ];
        var bytes = new double[contestants.Length];
        var medians = Rounds.Medians(
            9,
            [
                .. contestants.Select((each, i) => (Func<double>)(() =>
                {
                    (var time, bytes[i]) = each.Measure();
                    return time;
                })),
            ]);
        Rounds.Print(
            "A call of an HTTP client whose upstream answers at once (target: resilience adds at most 0.4 us and no allocation)",
            "us",
            [.. contestants.Select((each, i) => ($"{each.Name}, {bytes[i]:0} B", medians[i]))]);
    }

    private static HttpClientOptions Options() => new() { PrimaryHandler = static () => new Answers() };

    private static HttpClientOptions Everything() => new()
    {
        PrimaryHandler = static () => new Answers(),
        Timeout = TimeSpan.FromSeconds(30),
        AttemptTimeout = TimeSpan.FromSeconds(10),
        Retry = new HttpRetryOptions(),
        CircuitBreaker = new HttpCircuitBreakerOptions(),
        MaxConcurrentCalls = 1000,
    };

    /// <summary>In a scope with a deadline, as a handler's calls are.</summary>
    private static (double Time, double Bytes) OnLoop(Func<HttpClient> create) =>
        EventLoop.Run(() => CancelScope.FailAfter(TimeSpan.FromHours(1), () => MeasureAsync(create())));

    private static (double Time, double Bytes) Microsoft(bool standard)
    {
        var services = new ServiceCollection();
        var client = services.AddHttpClient("shop").ConfigurePrimaryHttpMessageHandler(static () => new Answers());
        if (standard)
            client.AddStandardResilienceHandler();
        using var provider = services.BuildServiceProvider();
        return MeasureAsync(provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop")).GetAwaiter().GetResult();
    }

    private static async Task<(double Time, double Bytes)> MeasureAsync(HttpClient client)
    {
        for (var i = 0; i < 1000; i++)
            await CallAsync(client);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
            await CallAsync(client);
        var time = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Count;
        return (time, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count);
    }

    private static async Task CallAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, s_address);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The upstream: an empty answer, there at once.</summary>
    private sealed class Answers : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = Content() });

        private static ByteArrayContent Content()
        {
            var content = new ByteArrayContent([]);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json"); // as every real one has headers
            return content;
        }
    }
}
