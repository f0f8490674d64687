using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Rondo.Core;
using Rondo.Server.InProcess;
using Rondo.Testing.Client;

namespace Rondo.Testing;

/// <summary>
/// An <see cref="HttpClient"/> for an app in the same process, without ports: the app runs on the test's own loop, on its
/// clock, behind the server that it has in production, so that streams, WebSockets and disconnects are the real ones.
/// </summary>
/// <remarks>
/// <para>For the loop that started it. Its calls are cancelled with the ambient <see cref="CancelScope"/>, and have no timeout of
/// their own.</para>
/// <para>Cookies are kept. Under a <see cref="VirtualClock"/> time stands still while a request is on its way between client and
/// handler.</para>
/// </remarks>
public sealed partial class TestClient : HttpClient, IAsyncDisposable, IServiceProvider
{
    private readonly IHost _app;
    private readonly EventLoop _loop;
    private readonly InProcessHandler _handler;
    private readonly TestClientOptions _options;
    private readonly IDisposable? _observing;
    private bool _stopped;

    private TestClient(IHost app, EventLoop loop, InProcessHandler handler, TestClientOptions options, IDisposable? observing)
        : base(handler)
    {
        (_app, _loop, _handler, _options, _observing) = (app, loop, handler, options, observing);
        BaseAddress = options.BaseAddress;
        Timeout = System.Threading.Timeout.InfiniteTimeSpan;
    }

    /// <summary>The cookies that the app has set; add to them what it should be sent.</summary>
    public CookieContainer Cookies => _handler.Cookies;

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Returns a service of the app, so that extensions for an app's services take the client.</summary>
    object? IServiceProvider.GetService(Type serviceType) => _app.Services.GetService(serviceType);

    /// <summary>
    /// Starts an app on the calling loop and connects a client to it. Disposing of the client stops the app and disposes of it.
    /// </summary>
    /// <param name="app">Built and not started, served with <c>UseRondo()</c>.</param>
    /// <param name="configure">Adjusts the client.</param>
    /// <exception cref="InvalidOperationException">The caller is on no loop; the app is not served with <c>UseRondo()</c>, or was
    /// started before.</exception>
    public static async Task<TestClient> StartAsync(IHost app, Action<TestClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var loop = EventLoop.TryCurrent ?? throw NoLoop.Exception("TestClient.StartAsync");
        var options = new TestClientOptions();
        configure?.Invoke(options);
        var server = app.Services.GetService<InProcessServer>()
            ?? throw new InvalidOperationException(
                "The app is not served by Rondo, so it cannot be tested without ports: call builder.WebHost.UseRondo() "
                    + "before it is built.");
        if (app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested)
            throw new InvalidOperationException(
                "The app has been started already: hand it to TestClient.StartAsync as it comes from Build(), which starts "
                    + "it on the test's loop.");
        server.Enable(loop);
        JumpGate.Enter(loop.Scheduler);
        var observing = app.Services.GetService<DiagnosticListener>()?.Subscribe(new ErrorObserver());
        try
        {
            using (new TimeHold(loop.Scheduler))
                await app.StartAsync();
            var handler = new InProcessHandler(loop, Choose(app, server), options);
            return new TestClient(app, loop, handler, options, observing);
        }
        catch
        {
            observing?.Dispose();
            await Stop(app, loop);
            throw;
        }
    }

    /// <summary>
    /// Creates a handler that sends requests to this app, for an <see cref="HttpClient"/> of another app: a gateway and its
    /// upstream are then tested
    /// together, on one loop and one clock.
    /// </summary>
    /// <returns>A handler for any number of clients. It does not end the connections when it is disposed of.</returns>
    public HttpMessageHandler CreateHandler() => new SharedHandler(_handler);

    /// <summary>Disconnects what is in progress, stops the app and disposes of it. Again is harmless.</summary>
    /// <exception cref="AggregateException">The app failed to stop.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        _handler.CloseAll();
        Dispose();
        _observing?.Dispose();
        await Stop(_app, _loop);
    }

    /// <summary>Closes the connections, and leaves the app running: <see cref="DisposeAsync"/> stops it.</summary>
    /// <param name="disposing">Whether it was called.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _loop.IsCurrent)
            _handler.CloseAll();
        base.Dispose(disposing);
    }

    private static async Task Stop(IHost app, EventLoop loop)
    {
        try
        {
            using (new TimeHold(loop.Scheduler))
            {
                try
                {
                    await app.StopAsync();
                }
                finally
                {
                    if (app is IAsyncDisposable disposable)
                        await disposable.DisposeAsync();
                    else
                        app.Dispose();
                }
            }
        }
        finally
        {
            JumpGate.Leave(loop.Scheduler);
        }
    }

    /// <summary>The endpoint to talk to: the first that speaks plain HTTP.</summary>
    private static InProcessListener Choose(IHost app, InProcessServer server)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses)
        {
            var binding = BindingAddress.Parse(address);
            if (binding.Scheme != Uri.UriSchemeHttp)
                continue;
            var found = server.Listeners.FirstOrDefault(listener => binding.IsUnixPipe
                ? listener.EndPoint.ToString() == binding.UnixPipePath
                : listener.EndPoint is IPEndPoint ip && ip.Port == binding.Port);
            if (found is not null)
                return found;
        }

        throw new InvalidOperationException(addresses.Count == 0
            ? "The app listens on no endpoint: give it one, or none in its configuration, which means http://localhost:5000. "
            + "In a test none of them takes a port."
            : $"The app listens on {string.Join(", ", addresses)}, and a test client speaks plain HTTP, since nothing leaves "
            + $"the process: give the app an http endpoint as well, or none at all. In a test none of them takes a port.");
    }
}
