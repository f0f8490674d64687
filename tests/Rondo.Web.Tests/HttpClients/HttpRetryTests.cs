using System.Net;
using System.Net.Http.Headers;
using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>Retries of HTTP clients.</summary>
public class HttpRetryTests
{
    private static HttpRetryOptions Exact => new() { Delay = TimeSpan.FromSeconds(1), Jitter = 0 };

    [LoopTheory(Virtual = true)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_transient_status_is_retried_with_delays_that_double(int status)
    {
        var upstream = Upstream.Statuses(status, status, 200);
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var response = await clients.Current.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["0 GET", "1 GET", "3 GET"], upstream.Log);
    }

    [LoopFact(Virtual = true)]
    public async Task The_last_response_is_returned()
    {
        var upstream = Upstream.Statuses(503);
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var response = await clients.Current.GetAsync("/");
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(3, upstream.Log.Count);
    }

    [LoopTheory(Virtual = true)]
    [InlineData(200)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task Another_status_is_not_retried(int status)
    {
        var upstream = Upstream.Statuses(status);
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var response = await clients.Current.GetAsync("/");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Single(upstream.Log);
    }

    [LoopTheory(Virtual = true)]
    [InlineData("GET", 2)]
    [InlineData("HEAD", 2)]
    [InlineData("PUT", 2)]
    [InlineData("DELETE", 2)]
    [InlineData("OPTIONS", 2)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    public async Task Only_idempotent_methods_are_retried(string method, int attempts)
    {
        var upstream = Upstream.Statuses(503, 200);
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");
        using var response = await clients.Current.SendAsync(request);
        Assert.Equal(attempts, upstream.Log.Count);
    }

    [LoopFact(Virtual = true)]
    public async Task All_methods_are_retried_on_request()
    {
        var upstream = Upstream.Statuses(503, 200);
        using var clients = upstream.Clients(options => options.Retry = new HttpRetryOptions { AllMethods = true });
        using var response = await clients.Current.PostAsync("/", new StringContent("order"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [LoopFact(Virtual = true)]
    public async Task Retry_after_takes_the_place_of_the_delay()
    {
        var upstream = new Upstream((attempt, _) =>
        {
            var response = Upstream.Answer(attempt == 1 ? 503 : 200);
            response.Headers.RetryAfter = attempt == 1 ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(7)) : null;
            return Task.FromResult(response);
        });
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var response = await clients.Current.GetAsync("/");
        Assert.Equal(["0 GET", "7 GET"], upstream.Log);
    }

    [LoopFact(Virtual = true)]
    public async Task Retry_after_beyond_the_longest_delay_returns_the_response()
    {
        var upstream = new Upstream(static (_, _) =>
        {
            var response = Upstream.Answer(503);
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromHours(1));
            return Task.FromResult(response);
        });
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var response = await clients.Current.GetAsync("/");
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(["0 GET"], upstream.Log);
    }

    [LoopFact(Virtual = true)]
    public async Task An_exception_is_retried()
    {
        var upstream = new Upstream(static (attempt, _) => attempt == 1
            ? throw new HttpRequestException("refused") : Task.FromResult(Upstream.Answer(200)));
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var response = await clients.Current.GetAsync("/");
        Assert.Equal(["0 GET", "1 GET"], upstream.Log);
    }

    [LoopFact(Virtual = true)]
    public async Task A_body_that_can_be_sent_once_is_not_retried_and_the_error_says_so()
    {
        var upstream = new Upstream(static (_, _) => throw new HttpRequestException("refused"));
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var content = new OnceContent();
        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => clients.Current.PutAsync("/orders", content));
        Assert.Equal(
            "PUT http://shop/orders failed and was not retried, because its body (OnceContent) can be sent only once. "
            + "Call LoadIntoBufferAsync() on the content before the request is sent. refused",
            thrown.Message);
        Assert.Single(upstream.Log);
    }

    [LoopFact(Virtual = true)]
    public async Task The_callers_token_ends_the_delay()
    {
        var upstream = Upstream.Statuses(503);
        using var clients = upstream.Clients(options => options.Retry = Exact);
        using var source = new CancellationTokenSource();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(500));
                source.Cancel();
            });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clients.Current.GetAsync("/", source.Token));
        });
        Assert.Single(upstream.Log);
    }

    [LoopFact(Virtual = true)]
    public async Task The_scope_ends_the_delay()
    {
        var upstream = Upstream.Statuses(503);
        using var clients = upstream.Clients(options => options.Retry = Exact);
        await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(TimeSpan.FromMilliseconds(500), () => clients.Current.GetAsync("/")));
        Assert.Single(upstream.Log);
    }

    private sealed class OnceContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
