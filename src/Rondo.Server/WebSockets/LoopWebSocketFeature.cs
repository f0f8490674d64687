using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rondo.Server.WebSockets.Deflate;

namespace Rondo.Server.WebSockets;

/// <summary>
/// Accepts WebSockets on the loop in the place of ASP.NET's own feature, which continues deciding whether a request is one.
/// </summary>
/// <remarks>
/// <c>app.UseWebSockets()</c> installs a feature where there is none, and checks the allowed origins in the same breath. So a
/// request of ours has
/// none at first, and when the middleware sets its own, this one is stored in its place (<see cref="Wrap"/>).
/// </remarks>
internal sealed class LoopWebSocketFeature : IHttpWebSocketFeature
{
    private const string Theirs = "Microsoft.AspNetCore.WebSockets.WebSocketMiddleware+WebSocketHandshake";

    private readonly IHttpWebSocketFeature _theirs;
    private readonly IFeatureCollection _features;
    private readonly IPipeUpgrade _upgrade;

    private LoopWebSocketFeature(IHttpWebSocketFeature theirs, IFeatureCollection features, IPipeUpgrade upgrade)
    {
        _theirs = theirs;
        _features = features;
        _upgrade = upgrade;
    }

    /// <inheritdoc/>
    public bool IsWebSocketRequest => _theirs.IsWebSocketRequest;

    /// <summary>The options of the app, where its acceptance says nothing else.</summary>
    internal (TimeSpan Interval, TimeSpan Timeout) KeepAlive
    {
        get
        {
            var configured = Configured();
            return (configured.KeepAliveInterval, configured.KeepAliveTimeout);
        }
    }

    private long? MaxInflated =>
        (_features.Get<IServiceProvidersFeature>()?.RequestServices?.GetService<IOptions<RondoServerOptions>>()?.Value
            ?? new RondoServerOptions()).MaxInflatedMessageSize;

    /// <summary>The feature to store when the middleware sets <paramref name="theirs"/>.</summary>
    /// <param name="theirs">The feature that knows whether the request is one for a WebSocket.</param>
    /// <param name="features">The request's.</param>
    /// <param name="upgrade">The request's connection.</param>
    internal static IHttpWebSocketFeature Wrap(IHttpWebSocketFeature theirs, IFeatureCollection features, IPipeUpgrade upgrade) =>
        theirs as LoopWebSocketFeature ?? new LoopWebSocketFeature(theirs, features, upgrade);

    /// <inheritdoc/>
    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
    {
        var request = _features.GetRequiredFeature<IHttpRequestFeature>();
        var response = _features.GetRequiredFeature<IHttpResponseFeature>();
        Check(request, response);
        context ??= new WebSocketAcceptContext();
        var options = Options(context, request.Headers, out var deflateResponse);
        WebSocketHandshake.Accept(request.Headers.SecWebSocketKey.ToString(), options.SubProtocol, response.Headers);
        if (deflateResponse is not null)
            response.Headers.SecWebSocketExtensions = deflateResponse;
        var pipes = await _upgrade.UpgradeAsync();
        // A deadline of requests is none of sockets.
        _features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        var socket = new LoopWebSocket(pipes.Input, pipes.Output, options, _upgrade);
        _upgrade.NotifyOfDrain(socket);
        return socket;
    }

    private void Check(IHttpRequestFeature request, IHttpResponseFeature response)
    {
        switch (WebSocketHandshake.Check(request.Method, request.Headers))
        {
            case HandshakeOutcome.OtherVersion:
                response.Headers.SecWebSocketVersion = "13";
                throw new BadHttpRequestException(
                    "The request asks for a WebSocket of another version than 13.", StatusCodes.Status426UpgradeRequired);
            case HandshakeOutcome.BadKey:
                throw new BadHttpRequestException(
                    "The request's Sec-WebSocket-Key is not 16 bytes of base64.", StatusCodes.Status400BadRequest);
            case HandshakeOutcome.Good when IsWebSocketRequest:
                break;
            default:
                throw new InvalidOperationException(
                    "The request is none for a WebSocket: ask HttpContext.WebSockets.IsWebSocketRequest before accepting it.");
        }
    }

    private LoopWebSocketOptions Options(WebSocketAcceptContext context, IHeaderDictionary headers, out string? deflateResponse)
    {
        WebSocketHandshake.CheckSubProtocol(context.SubProtocol);
        var (interval, timeout) = KeepAlive;
        (DeflateParameters Parameters, string Response)? deflate = context.DangerousEnableCompression
            ? DeflateNegotiation.Accept(headers.SecWebSocketExtensions, context.DisableServerContextTakeover, context.ServerMaxWindowBits)
            : null;
        deflateResponse = deflate?.Response;
        return new LoopWebSocketOptions
        {
            SubProtocol = context.SubProtocol,
            KeepAliveInterval = Interval(context) ?? interval,
            KeepAliveTimeout = context.KeepAliveTimeout ?? timeout,
            Deflate = deflate?.Parameters,
            MaxInflatedBytes = deflate is null ? long.MaxValue : MaxInflated ?? long.MaxValue,
        };
    }

#pragma warning disable CS0618 // obsolete, and hides the property that took its place
    private static TimeSpan? Interval(WebSocketAcceptContext context) =>
        (context as ExtendedWebSocketAcceptContext)?.KeepAliveInterval ?? context.KeepAliveInterval;
#pragma warning restore CS0618

    /// <summary>
    /// The options that the app gave to <c>UseWebSockets</c>, which only the middleware's feature knows; else what it configured;
    /// else the defaults.
    /// </summary>
    private WebSocketOptions Configured()
    {
        if (_theirs.GetType().FullName == Theirs)
        {
            try
            {
                return OptionsOf(_theirs);
            }
            catch (Exception exception) when (exception is MissingFieldException or TypeLoadException)
            {
                // Another version of ASP.NET Core keeps them elsewhere.
            }
        }

        return _features.Get<IServiceProvidersFeature>()?.RequestServices?.GetService<IOptions<WebSocketOptions>>()?.Value
            ?? new WebSocketOptions();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_options")]
    private static extern ref WebSocketOptions OptionsOf(
        [UnsafeAccessorType(
            "Microsoft.AspNetCore.WebSockets.WebSocketMiddleware+WebSocketHandshake, Microsoft.AspNetCore.WebSockets")] object handshake);
}
