using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Api.WebSockets;

namespace Rondo.Api.Runtime;

/// <summary>Runs a WebSocket endpoint; for generated code.</summary>
/// <remarks>The app has ASP.NET's WebSocket middleware in front (<c>app.UseWebSockets()</c>). On the request's loop.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SocketEndpoint
{
    /// <summary>Accepts, runs the handler, and closes as it ended.</summary>
    /// <param name="context">The request.</param>
    /// <param name="options">Bounds and manners; null for the defaults.</param>
    /// <param name="incoming">How the client's messages are deserialized.</param>
    /// <param name="outgoing">How the handler's messages are serialized.</param>
    /// <param name="validate">The errors of a message; null, or an empty list, for nothing.</param>
    /// <param name="handler">The endpoint.</param>
    /// <exception cref="UpgradeRequired">The request is none for a WebSocket.</exception>
    /// <exception cref="Forbidden">It comes from a page of another site.</exception>
    public static Task RunAsync<TIn, TOut>(
        HttpContext context,
        SocketOptions? options,
        JsonTypeInfo<TIn> incoming,
        JsonTypeInfo<TOut> outgoing,
        Func<TIn, IReadOnlyList<InputError>?>? validate,
        Func<WebSocketSession<TIn, TOut>, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = new JsonInput<TIn>(Contracts<TIn>.Lenient(incoming), new InputShape(1), validate: validate is null ? null
            : (message, report) => report.AddRange(validate(message)));
        return ServeAsync(context, () => new SocketSetup(context.RequestServices, options), common =>
            new JsonInbox<TIn>(input, null, common), outgoing, handler);
    }

    /// <summary>Accepts a socket of untyped messages, runs the handler, and closes as it ended.</summary>
    /// <inheritdoc cref="RunAsync{TIn, TOut}"/>
    public static Task RunRawAsync(HttpContext context, SocketOptions? options, Func<RawWebSocketSession, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ServeRawAsync(context, () => new SocketSetup(context.RequestServices, options), handler);
    }

    /// <summary>Adapts the return value of a handler to the one that <see cref="RunAsync{TIn, TOut}"/> waits for.</summary>
    public static ValueTask Running(Task handler) => new(handler);

    /// <inheritdoc cref="Running(Task)"/>
    public static ValueTask Running(ValueTask handler) => handler;

    /// <inheritdoc cref="Running(Task)"/>
    public static ValueTask Running<T>(ValueTask<T> handler) => new(handler.AsTask());

    internal static Task ServeAsync<TIn, TOut>(
        HttpContext context,
        Func<SocketSetup> setup,
        Func<SocketOptions, JsonInbox<TIn>> makeInbox,
        JsonTypeInfo<TOut> outgoing,
        Func<WebSocketSession<TIn, TOut>, ValueTask> handler)
    {
        try
        {
            var common = setup();
            Check(context, common.Options);
            var inbox = makeInbox(common.Options);
            return OpenAsync(AcceptAsync(context, common, inbox), link => new WebSocketSession<TIn, TOut>(link, inbox, outgoing), handler);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    internal static Task ServeRawAsync(HttpContext context, Func<SocketSetup> setup, Func<RawWebSocketSession, ValueTask> handler)
    {
        try
        {
            var common = setup();
            Check(context, common.Options);
            var inbox = new RawInbox(common.Options);
            return OpenAsync(AcceptAsync(context, common, inbox), link => new RawWebSocketSession(link, inbox), handler);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    /// <summary>No task of its own where the handshake is over at once, as it is: the socket would hold it as long as it lives.</summary>
    private static Task OpenAsync<TSession>(Task<SocketLink> accepting, Func<SocketLink, TSession> open, Func<TSession, ValueTask> handler)
    {
        // GetResult does not block: it is asked only of what has completed.
        return accepting.IsCompletedSuccessfully ? Run(accepting.GetAwaiter().GetResult()) : RunLaterAsync();

        Task Run(SocketLink link) => link.RunAsync(open(link), handler);

        async Task RunLaterAsync() => await Run(await accepting);
    }

    private static void Check(HttpContext context, SocketOptions options)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            if (context.Features.Get<IHttpWebSocketFeature>() is null && context.Request.Headers.Upgrade.ToString()
                .Equals("websocket", StringComparison.OrdinalIgnoreCase))
                throw new InvalidOperationException(
                    "The app has a WebSocket endpoint and no WebSocket middleware: call app.UseWebSockets() before its endpoints.");
            throw new UpgradeRequired("This endpoint is a WebSocket: connect with a WebSocket client, version 13.")
            {
                Headers = { ["Upgrade"] = "websocket", ["Connection"] = "Upgrade", ["Sec-WebSocket-Version"] = "13" },
            };
        }

        SocketOrigin.Check(context.Request, options.AllowedOrigins);
    }

    private static async Task<SocketLink> AcceptAsync(HttpContext context, SocketSetup setup, SocketInbox inbox)
    {
        var requested = context.WebSockets.WebSocketRequestedProtocols;
        var acceptance = new WebSocketAcceptContext
        {
            SubProtocol = setup.Options.Subprotocols.FirstOrDefault(requested.Contains),
            KeepAliveInterval = setup.Options.KeepAlive,
            KeepAliveTimeout = setup.Options.KeepAliveTimeout,
        };
        if (setup.Options.Compression is { } compression)
        {
            acceptance.DangerousEnableCompression = true;
            acceptance.ServerMaxWindowBits = compression.WindowBits;
            acceptance.DisableServerContextTakeover = !compression.KeepContext;
        }

        var socket = await context.WebSockets.AcceptWebSocketAsync(acceptance);
        return new SocketLink(socket, setup, inbox, context.Request.Path);
    }

    /// <summary>Contracts of other options than an app's.</summary>
    private static class Contracts<T>
    {
        private static readonly ConditionalWeakTable<JsonTypeInfo<T>, JsonTypeInfo<T>> s_lenient = [];

        /// <summary>A discriminator that is not the first property is no error of the sender's: JSON objects have no order.</summary>
        internal static JsonTypeInfo<T> Lenient(JsonTypeInfo<T> type) => type.Options.AllowOutOfOrderMetadataProperties ? type
            : s_lenient.GetValue(type, static type =>
                (JsonTypeInfo<T>)new JsonSerializerOptions(
                    type.Options)
                { AllowOutOfOrderMetadataProperties = true }.GetTypeInfo(typeof(T)));
    }
}
