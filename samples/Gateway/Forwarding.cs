using Yarp.ReverseProxy.Forwarder;

namespace Gateway;

/// <summary>Forwards requests, streams and WebSockets. A client that leaves cancels the call that is made for it.</summary>
internal static class Forwarding
{
    // Each loop has connections of its own to the upstreams.
    private static readonly LoopLocal<HttpMessageInvoker> s_invokers = new(static () =>
    {
        var handler = LoopHttpHandler.Create(EventLoop.Current);
        (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy) = (false, false, false);
        return new HttpMessageInvoker(handler);
    });

    internal static void MapForwarding(this RondoApp app, string prefix, Uri upstream)
    {
        var transformer = new PrefixTransformer(prefix);
        app.Map(prefix + "/{**path}", (RequestDelegate)(http => ForwardAsync(http, upstream, transformer)));
    }

    private static async Task ForwardAsync(HttpContext http, Uri upstream, PrefixTransformer transformer)
    {
        var forwarder = http.RequestServices.GetRequiredService<IHttpForwarder>();
        var error = await forwarder.SendAsync(http, upstream.AbsoluteUri, s_invokers.Value, ForwarderRequestConfig.Empty, transformer);
        if (error == ForwarderError.None || http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
            return;
        throw error == ForwarderError.RequestTimedOut
            ? new GatewayTimeout($"{upstream} did not answer in time.")
            : new BadGateway($"{upstream} failed: {http.GetForwarderErrorFeature()?.Exception?.Message ?? error.ToString()}");
    }
}
