using System.Net;
using Rondo.Http.Ambient;

namespace Rondo.Http;

/// <summary>
/// Cancels a call, and each read of its response's body, when the ambient scope is cancelled, as if they were Rondo operations.
/// </summary>
/// <remarks>A body may outlive the scope of its call: each read observes the scope of the code that reads.</remarks>
public sealed class AmbientCancellationHandler : DelegatingHandler
{
    /// <summary>For use with <c>IHttpClientFactory</c>, which sets the inner handler.</summary>
    public AmbientCancellationHandler()
    {
    }

    /// <summary>Wraps <paramref name="inner"/>.</summary>
    /// <param name="inner">The handler that makes the calls.</param>
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
            return Wrap(await base.SendAsync(request, scope.Token).ConfigureAwait(false));
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, scope.Token);
        return Wrap(await base.SendAsync(request, both.Token).ConfigureAwait(false));
    }

    /// <summary>
    /// The stream of a connection that has left HTTP is its new owner's, who reads and writes it for as long as it likes.
    /// </summary>
    private static HttpResponseMessage Wrap(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
            response.Content = new AmbientContent(response.Content);
        return response;
    }
}
