using System.Net;
using Rondo.Server.InProcess;
using Rondo.Testing.Network;

namespace Rondo.Web.Tests.Differential;

/// <summary>The app on one loop, reached without a network: what one send carries is what one receive gets.</summary>
public sealed class MemoryServer : IAsyncLifetime
{
    private static readonly IPEndPoint s_client = new(IPAddress.Loopback, 40_000);

    private readonly TaskCompletionSource<EventLoop> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _ended = Task.CompletedTask;
    private InProcessListener _listener = null!;
    private EventLoop _loop = null!;

    public async ValueTask InitializeAsync()
    {
        _ended = LoopThread.RunAsync(ServeAsync, new EventLoopOptions { HandleSignals = false, StallThreshold = Timeout.InfiniteTimeSpan });
        _loop = await await Task.WhenAny(_started.Task, Ended());
    }

    public async ValueTask DisposeAsync()
    {
        _stop.SetResult();
        await _ended;
    }

    /// <summary>Runs something on the loop.</summary>
    internal Task RunAsync(Func<Task> function) => _loop.InvokeAsync(function);

    /// <summary>Opens a connection; on the loop.</summary>
    internal MemoryWire Connect()
    {
        var (client, server) = MemorySocket.Pair(s_client, (IPEndPoint)_listener.EndPoint);
        Assert.True(_listener.TryOpen(server, new NobodyListens()));
        return new MemoryWire(client);
    }

    private async Task ServeAsync()
    {
        var app = DifferentialApp.Build(rondo: true);
        await using var client = await TestClient.StartAsync(app);
        _listener = app.Services.GetRequiredService<InProcessServer>().Listeners[0];
        _started.SetResult(EventLoop.Current);
        await _stop.Task;
    }

    private async Task<EventLoop> Ended()
    {
        await _ended;
        throw new InvalidOperationException("The loop ended before the app had started.");
    }

    private sealed class NobodyListens : IUnhandledErrors
    {
        public void Report(Exception exception)
        {
        }
    }
}
