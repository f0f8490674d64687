using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Rondo.Server.Transport;

namespace Rondo.Server.Http1;

/// <summary>
/// Puts our HTTP/1.1 into Kestrel's endpoints: in place of their whole pipeline where nothing else is in it, else in front of
/// Kestrel's HTTP.
/// </summary>
/// <remarks>
/// Kestrel has no public place for this. Three things of it are used that are not public: the callback for the defaults of
/// endpoints, the endpoints that code has added, and an endpoint's list of middleware, whose last is Kestrel's own HTTP when
/// the endpoint is bound. Where a version has none of these, its endpoints stay with Kestrel, which is said once for each.
/// </remarks>
internal sealed class Http1Endpoints(Http1Binding binding) : IPostConfigureOptions<KestrelServerOptions>
{
    private bool _isUnknownKestrel;

    public void PostConfigure(string? name, KestrelServerOptions options)
    {
        try
        {
            var defaults = EndpointDefaults(options);
            options.ConfigureEndpointDefaults(endpoint =>
            {
                defaults(endpoint);
                Join(endpoint);
            });
            foreach (var endpoint in CodeBackedEndpoints(options))
                Join(endpoint);
        }
        catch (MissingMemberException)
        {
            _isUnknownKestrel = true;
            options.ConfigureEndpointDefaults(Join);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_EndpointDefaults")]
    private static extern Action<ListenOptions> EndpointDefaults(KestrelServerOptions options);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_CodeBackedListenOptions")]
    private static extern List<ListenOptions> CodeBackedEndpoints(KestrelServerOptions options);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_middleware")]
    private static extern ref List<Func<ConnectionDelegate, ConnectionDelegate>> Middleware(ListenOptions endpoint);

    private void Join(ListenOptions endpoint)
    {
        var builds = 0;
        Func<ConnectionDelegate, ConnectionDelegate>? own = null;
        own = next => Compose(endpoint, own!, ++builds, next);
        endpoint.Use(own);
    }

    /// <summary>Called when Kestrel builds the endpoint's pipeline, right before it binds it.</summary>
    private ConnectionDelegate Compose(
        ListenOptions endpoint, Func<ConnectionDelegate, ConnectionDelegate> own, int builds, ConnectionDelegate next)
    {
        binding.Prepare(isDirect: false);
        if ((endpoint.Protocols & HttpProtocols.Http1) == 0 || binding.Server is not { IsStarted: true })
            return next;
        if (_isUnknownKestrel)
            return FallBack(endpoint, next, "this version of Kestrel is not known");
        var others = Middleware(endpoint).Where(middleware => middleware != own).ToList();
        // "localhost" is bound as copies of the endpoint, to which Kestrel's HTTP is added and which we do not see. Elsewhere
        // every build, of which there are several if binding fails and is tried again, has added it once more.
        var isCopied = endpoint.GetType() != typeof(ListenOptions) && endpoint.EndPoint is IPEndPoint ip
            && IPAddress.IsLoopback(ip.Address);
        var between = others.Count - (isCopied ? 0 : builds);
        if (between == 0)
        {
            binding.Prepare(isDirect: true);
            return InFrontOf(next);
        }

        if (isCopied)
            return FallBack(
                endpoint, next,
                "an endpoint on localhost with connection middleware, TLS among it, is closed to us; bind 127.0.0.1 or [::1] by address");
        var pipeline = InFrontOf(others[^1](static _ => Task.CompletedTask));
        for (var i = between - 1; i >= 0; i--)
            pipeline = others[i](pipeline);
        return pipeline;
    }

    private ConnectionDelegate FallBack(ListenOptions endpoint, ConnectionDelegate next, string reason)
    {
        Http1Log.FallsBack(binding.Server!.Logger, endpoint.ToString() ?? "", reason);
        return next;
    }

    private ConnectionDelegate InFrontOf(ConnectionDelegate kestrel) => context =>
    {
        var isHttp2 = context.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual(
            SslApplicationProtocol.Http2.Protocol.Span) == true;
        return !isHttp2 && context.Features.Get<RondoConnection>() is { } raw
            ? binding.Server!.ServeInsideAsync(raw, context) : kestrel(context);
    };
}
