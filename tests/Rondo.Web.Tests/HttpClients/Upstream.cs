using System.Net;
using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>An upstream by script: the function answers the attempts in order, the number counts from 1.</summary>
internal sealed class Upstream(Func<int, HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    internal static TimeSpan Elapsed => ((VirtualClock)EventLoop.Current.Clock).Elapsed;

    internal List<string> Log { get; } = [];

    internal int Canceled { get; private set; }

    internal static Upstream Statuses(params int[] statuses) =>
        new((attempt, _) => Task.FromResult(Answer(statuses[Math.Min(attempt, statuses.Length) - 1])));

    internal static HttpResponseMessage Answer(int status, string body = "") =>
        new((HttpStatusCode)status) { Content = new StringContent(body) };

    internal LoopHttpClients Clients(Action<HttpClientOptions> configure)
    {
        var options = new HttpClientOptions { BaseAddress = new Uri("http://shop/"), PrimaryHandler = () => this };
        configure(options);
        return new LoopHttpClients(options);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Log.Add($"{Elapsed.TotalSeconds} {request.Method}");
        try
        {
            var response = await answer(Log.Count, request);
            response.RequestMessage = request;
            return response;
        }
        catch (OperationCanceledException)
        {
            Canceled++;
            throw;
        }
    }
}
