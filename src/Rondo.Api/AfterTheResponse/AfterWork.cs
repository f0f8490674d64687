using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Rondo.Api.AfterTheResponse;

/// <summary>All work after responses of one app, on whichever loop. Thread-safe.</summary>
/// <remarks>
/// A hosted service, so that a shutdown waits for it: in the last phase, when the server has ended every request that could bring more.
/// </remarks>
internal sealed class AfterWork : IHostedLifecycleService
{
    internal static readonly ActivitySource Source = new("Rondo.Api");

    private readonly AfterOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly System.Threading.Lock _gate = new();
    private readonly HashSet<AfterTask> _running = [];
    private TaskCompletionSource? _idle;
    private int _waiting;
    private long _completed;
    private long _failed;
    private long _discarded;
    private long _cutOff;

    public AfterWork(IOptions<AfterOptions> options, ILoggerFactory loggers, TimeProvider? clock = null)
    {
        _options = options.Value;
        _options.Validate();
        _clock = clock ?? TimeProvider.System;
        _logger = loggers.CreateLogger("Rondo.Api");
    }

    internal AfterStatistics Statistics
    {
        get
        {
            lock (_gate)
                return new AfterStatistics(_waiting, _running.Count, _completed, _failed, _discarded, _cutOff);
        }
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        await WaitForIdle(_options.DrainTimeout ?? Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        var cutOff = Running();
        if (cutOff.Length == 0)
            return;
        AfterLog.CutOff(_logger, $"{_clock.GetElapsedTime(start).TotalSeconds:0.0} s", Describe(cutOff));
        foreach (var task in cutOff)
            task.Scope?.Cancel(new CancelReason(CancelKind.Shutdown, "the application is shutting down and cannot wait longer"));
        await WaitForIdle(_options.CleanupTimeout, CancellationToken.None).ConfigureAwait(false);
        var abandoned = Running();
        if (abandoned.Length > 0)
            AfterLog.Abandoned(_logger, Describe(abandoned));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes a place for one piece of work; false when there is none.</summary>
    internal bool TryAdmit()
    {
        lock (_gate)
        {
            if (_waiting + _running.Count >= _options.Capacity)
                return false;
            _waiting++;
            return true;
        }
    }

    internal void Discard(int count)
    {
        lock (_gate)
        {
            _waiting -= count;
            _discarded += count;
        }
    }

    /// <summary>Starts the work of one request, on its loop; called when the response has been sent, on whichever thread.</summary>
    internal void Start(EventLoop loop, IReadOnlyList<AfterTask> tasks)
    {
        lock (_gate)
        {
            _waiting -= tasks.Count;
            _running.UnionWith(tasks);
        }

        foreach (var task in tasks)
        {
            try
            {
                // Posted, so that nothing of the request's execution context comes along: not its scope, not its accessors.
                loop.Post(() => TaskGroup.Detach(task.Name, () => RunAsync(task)));
            }
            catch (ObjectDisposedException)
            {
                AfterLog.Dropped(_logger, task.Name, task.Request, "its event loop has ended");
                Ended(task, ref _cutOff);
            }
        }
    }

    private async Task RunAsync(AfterTask task)
    {
        var links = task.Trace == default ? null : new[] { new ActivityLink(task.Trace) };
        using var activity = Source.StartActivity(task.Name, ActivityKind.Internal, default(ActivityContext), links: links);
        activity?.SetTag("rondo.after.request", task.Request);
        try
        {
            var finished = await CancelScope.RunAsync(
                scope =>
                {
                    task.Scope = scope;
                    return task.Work(scope);
                },
                task.Name);
            Ended(task, ref finished ? ref _completed : ref _cutOff);
        }
        catch (OperationCanceledException) when (CancelScope.Current!.IsCanceled)
        {
            Ended(task, ref _cutOff);
            throw; // the loop ends, and cancels what is left on it
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            AfterLog.Failed(_logger, task.Name, task.Request, exception);
            Ended(task, ref _failed);
        }
    }

    private void Ended(AfterTask task, ref long counter)
    {
        lock (_gate)
        {
            counter++;
            _running.Remove(task);
            if (_running.Count == 0)
                _idle?.TrySetResult();
        }
    }

    private async Task WaitForIdle(TimeSpan patience, CancellationToken token)
    {
        Task idle;
        lock (_gate)
        {
            if (_running.Count == 0)
                return;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        try
        {
            await idle.WaitAsync(patience, _clock, token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // The caller reports work that is still running.
        }
    }

    private AfterTask[] Running()
    {
        lock (_gate)
            return [.. _running];
    }

    private static string Describe(AfterTask[] tasks)
    {
        const int Most = 50;
        var names = string.Join(", ", tasks.Take(Most).Select(static task => $"'{task.Name}' ({task.Request})"));
        return tasks.Length <= Most ? names : $"{names} and {tasks.Length - Most} more";
    }
}
