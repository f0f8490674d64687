using Kitchen.Upstream;
using Rondo.Http;
using Rondo.Sync;
using Yarp.ReverseProxy.Forwarder;

namespace Kitchen.Gateway;

/// <summary>YARP in front of the upstream service: requests, streams and WebSockets.</summary>
internal static class GatewayEndpoints
{
    private const string Prefix = "/gateway";

    // Each loop has its own connections to the upstream.
    private static readonly LoopLocal<HttpMessageInvoker> s_invokers = new(static () =>
    {
        var handler = LoopHttpHandler.Create(EventLoop.Current);
        (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy) = (false, false, false);
        return new HttpMessageInvoker(handler);
    });

    internal static void AddGateway(this RondoAppBuilder builder) => builder.Services.AddHttpForwarder();

    internal static void MapGateway(this RondoApp app) =>
        app.Map(Prefix + "/{**path}", ForwardAsync).WithTags("Gateway").WithSummary("Forwards a request to the upstream service.");

    private static async Task ForwardAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var upstream = services.GetRequiredService<UpstreamService>().Base;
        var error = await services.GetRequiredService<IHttpForwarder>()
            .SendAsync(http, upstream.ToString(), s_invokers.Value, ForwarderRequestConfig.Empty, GatewayTransformer.Instance);
        if (error == ForwarderError.None || http.Response.HasStarted)
            return;
        var reason = http.GetForwarderErrorFeature()?.Exception?.Message;
        throw error is ForwarderError.RequestTimedOut
            ? new GatewayTimeout($"{upstream} did not answer in time.")
            : new BadGateway($"{upstream} failed: {reason ?? error.ToString()}");
    }

    private sealed class GatewayTransformer : HttpTransformer
    {
        internal static readonly GatewayTransformer Instance = new();

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            var request = httpContext.Request;
            proxyRequest.Headers.Host = null; // the upstream's own
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", $"{httpContext.Connection.RemoteIpAddress}");
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Host", request.Host.Value);
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Scheme);
            request.Path.StartsWithSegments(Prefix, out var rest);
            proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, rest, request.QueryString);
        }
    }
}
