using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Rondo.Server.Http1;

namespace Rondo.Server.Hosting;

/// <summary>Kestrel, which binds, encrypts and speaks HTTP/2, with the connections beside it that never reach it.</summary>
internal sealed class RondoServer(IServer kestrel, Http1Server http1, IHostApplicationLifetime lifetime) : IServer, IAsyncDisposable
{
    private SecondSignal? _secondSignal;

    public IFeatureCollection Features => kestrel.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        http1.Start(application);
        _secondSignal = new SecondSignal(lifetime.ApplicationStopping);
        return kestrel.StartAsync(application, cancellationToken);
    }

    /// <summary>Kestrel stops accepting first; then both release their connections at the same time.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        http1.Stopping();
        return Task.WhenAll(kestrel.StopAsync(cancellationToken), http1.DrainAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _secondSignal?.Dispose();
        http1.Stopping();
        // Dispose would wait for it, and an app may be disposed on a loop.
        await kestrel.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        kestrel.Dispose();
        await http1.AbortAsync().ConfigureAwait(false);
    }

    /// <summary>For containers that dispose synchronously; not on a loop.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult(); // the contract of IDisposable: done when it returns
}
