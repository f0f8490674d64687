namespace Rondo.Http;

/// <summary>Cancels a call when the ambient scope is cancelled, as if it were a Rondo operation.</summary>
public sealed class AmbientCancellationHandler : DelegatingHandler
{
    /// <summary>For use with <c>IHttpClientFactory</c>, which sets the inner handler.</summary>
    public AmbientCancellationHandler()
    {
    }

    /// <summary>Wraps <paramref name="inner"/>.</summary>
    /// <param name="inner">What makes the calls.</param>
    public AmbientCancellationHandler(HttpMessageHandler inner)
        : base(inner)
    {
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var scope = EventLoop.TryCurrent is null ? null : CancelScope.Current;
        if (scope is null)
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        CancelScope.ThrowIfCanceled();
        if (!cancellationToken.CanBeCanceled)
            return await base.SendAsync(request, scope.Token).ConfigureAwait(false);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, scope.Token);
        return await base.SendAsync(request, both.Token).ConfigureAwait(false);
    }
}
