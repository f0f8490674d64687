namespace Rondo.Http.Resilience;

/// <summary>Runs the handlers inside in a scope that ends with the attempt, so that their own waits end with it too.</summary>
internal sealed class AttemptScopeHandler(EventLoop loop, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        HomeWork.RunAsync(loop, () => CancelScope.LinkTo(cancellationToken, () => base.SendAsync(request, cancellationToken)));
}
