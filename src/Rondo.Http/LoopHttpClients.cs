using System.Collections.Concurrent;

namespace Rondo.Http;

/// <summary>One <see cref="HttpClient"/> per event loop, so that a loop's requests and their sockets stay on it.</summary>
/// <remarks>Thread-safe. Keep one for the program's life; it owns the connection pools.</remarks>
public sealed class LoopHttpClients : IDisposable
{
    private readonly ConcurrentDictionary<EventLoop, HttpClient> _clients = new();
    private readonly Action<SocketsHttpHandler>? _configure;
    private bool _disposed;

    /// <summary>Creates the set; clients are made when first asked for.</summary>
    public LoopHttpClients()
    {
    }

    /// <inheritdoc cref="LoopHttpClients()"/>
    /// <param name="configure">Adjusts each loop's handler: pool limits, proxies, TLS. Its <c>ConnectCallback</c> is taken.</param>
    public LoopHttpClients(Action<SocketsHttpHandler> configure) => _configure = configure;

    /// <summary>The calling loop's client. Its calls are cancelled with the ambient <see cref="CancelScope"/>; it has no timeout of its own: use a deadline.</summary>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public HttpClient Current
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var loop = EventLoop.Current;
            return _clients.TryGetValue(loop, out var client) ? client : _clients.GetOrAdd(loop, Create(loop));
        }
    }

    /// <summary>Closes every client's connections.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private HttpClient Create(EventLoop loop)
    {
        var handler = LoopHttpHandler.Create(loop);
        _configure?.Invoke(handler);
        return new HttpClient(new AmbientCancellationHandler(handler)) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
