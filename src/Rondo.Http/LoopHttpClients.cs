using System.Collections.Concurrent;
using Rondo.Http.Resilience;

namespace Rondo.Http;

/// <summary>One <see cref="HttpClient"/> per event loop, so that a loop's requests and their sockets stay on it.</summary>
/// <remarks>Thread-safe. Keep one for the program's life; it owns the connection pools.</remarks>
public sealed class LoopHttpClients : IDisposable
{
    private readonly ConcurrentDictionary<EventLoop, HttpClient> _clients = new();
    private readonly HttpClientOptions? _options;
    private readonly Action<SocketsHttpHandler>? _configure;
    private readonly ConcurrentDictionary<EventLoop, HttpMessageHandler> _handlers = new();
    private bool _disposed;

    /// <summary>Creates the set; clients are made when first asked for.</summary>
    public LoopHttpClients()
    {
    }

    /// <inheritdoc cref="LoopHttpClients()"/>
    /// <param name="configure">Adjusts each loop's handler: pool limits, proxies, TLS. Its <c>ConnectCallback</c> is taken.</param>
    public LoopHttpClients(Action<SocketsHttpHandler> configure) => _configure = configure;

    /// <inheritdoc cref="LoopHttpClients()"/>
    /// <param name="options">Address, timeouts, retries, hedging, circuits. Later changes have no effect on loops that have made
    /// a call.</param>
    /// <exception cref="ArgumentException">An option has a value that is not possible.</exception>
    public LoopHttpClients(HttpClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <summary>
    /// The calling loop's client. Its calls are cancelled with the ambient <see cref="CancelScope"/>; it has no timeout of its
    /// own: use a deadline.
    /// </summary>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public HttpClient Current
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var loop = EventLoop.Current;
            return _clients.TryGetValue(loop, out var client) ? client : _clients.GetOrAdd(loop, CreateClient(loop));
        }
    }

    /// <summary>
    /// Creates a client over the calling loop's connections, to be configured and used by one owner. It needs no disposal.
    /// </summary>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public HttpClient CreateClient()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return CreateClient(EventLoop.Current);
    }

    /// <summary>Closes the connections of all loops.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var client in _clients.Values)
            client.Dispose();
        foreach (var handler in _handlers.Values)
            handler.Dispose();
    }

    private HttpClient CreateClient(EventLoop loop)
    {
        var handler = _handlers.TryGetValue(loop, out var known) ? known : _handlers.GetOrAdd(loop, CreateHandler(loop));
        // The timeout of HttpClient runs on a clock of its own: the handler has one on the loop's.
        return new HttpClient(handler, disposeHandler: false) { BaseAddress = _options?.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
    }

    private HttpMessageHandler CreateHandler(EventLoop loop)
    {
        if (_options is null)
        {
            var plain = LoopHttpHandler.Create(loop);
            _configure?.Invoke(plain);
            return new AmbientCancellationHandler(plain);
        }

        var inner = _options.PrimaryHandler?.Invoke();
        if (inner is null)
        {
            var sockets = LoopHttpHandler.Create(loop);
            _options.ConfigureSockets?.Invoke(sockets);
            inner = sockets;
        }

        foreach (var create in _options.Handlers.Reverse())
        {
            var handler = create();
            handler.InnerHandler = inner;
            inner = handler;
        }

        if (_options.Handlers.Count > 0 || _options.PrimaryHandler is not null)
            inner = new AttemptScopeHandler(loop, inner);
        return new ResilienceHandler(_options, loop, inner);
    }
}
