using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Server.InProcess;
using Rondo.Server.Loops;

namespace Rondo.Server.Hosting;

/// <summary>
/// Keeps the server serving for <see cref="RondoServerOptions.DrainDelay"/> after the request to stop, so that load balancers see a health
/// check fail first (dotnet/aspnetcore#30387).
/// </summary>
/// <remarks>
/// On real time: a stop is the process's, whatever clock its loops have. The client of a test is no load balancer: no delay.
/// </remarks>
internal sealed class DrainDelay(
    IHostApplicationLifetime lifetime, IOptions<RondoServerOptions> options, InProcessServer inProcess, ILoggerFactory loggers)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Gets the token that is cancelled when the delay is over: long-lived responses and WebSockets end then.</summary>
    internal CancellationToken Ended => HasDelay ? _ended.Token : lifetime.ApplicationStopping;

    private bool HasDelay => options.Value.DrainDelay > TimeSpan.Zero && !inProcess.IsEnabled;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (!HasDelay)
            return;
        var delay = options.Value.DrainDelay;
        lifetime.StopApplication(); // a call of StopAsync raises the event of health checks only after this method
        ServerLog.DrainDelayed(GuardedLogger.Create(loggers), OpenWork.Seconds(delay));
        await Task.Delay(delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ended.CancelAsync().ConfigureAwait(false);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _ended.Dispose();
}
