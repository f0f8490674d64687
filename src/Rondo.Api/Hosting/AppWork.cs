using Rondo.Api.Dependencies;
using Rondo.Api.Runtime;

namespace Rondo.Api.Hosting;

/// <summary>The work of an app besides its requests: steps before it listens, and workers beside its handlers.</summary>
internal sealed class AppWork(ApiCore core)
{
    private readonly List<BoundHandler> _steps = [];
    private readonly List<(string Name, Func<Task> RunAsync)> _workers = [];
    private TaskGroup? _group;
    private Task? _running;

    internal void AddStep(BoundHandler step)
    {
        step.Attach(core.Services);
        _steps.Add(step);
    }

    internal void AddWorker(string name, BoundHandler work, RetryOptions? restart)
    {
        work.Attach(core.Services);
        _workers.Add((name, () => WorkAsync(name, work, restart)));
    }

    /// <summary>Runs the steps in their order. On a loop, before the server listens.</summary>
    internal async Task StartAsync()
    {
        foreach (var step in _steps)
            await step.RunAsync();
    }

    /// <summary>Starts the workers. On a loop.</summary>
    internal void Begin()
    {
        if (_workers.Count == 0)
            return;
        // Not in the scope of the code that starts the app: the workers live as long as the app does.
        var handle = TaskGroup.Detach("background work", () => TaskGroup.RunAsync(
            async group =>
            {
                _group = group;
                foreach (var (name, run) in _workers)
                    group.Start(run, name);
                await EventLoop.SleepForever();
            },
            "background work"));
        _running = handle.AsTask();
    }

    /// <summary>Cancels the workers and waits for their cleanup. On their loop.</summary>
    internal async Task EndAsync()
    {
        _group?.Cancel("the app is stopping");
        if (_running is not null)
            await _running;
    }

    /// <summary>A worker that fails takes no other with it.</summary>
    private async Task WorkAsync(string name, BoundHandler work, RetryOptions? restart)
    {
        try
        {
            await (restart is null ? AttemptAsync() : Retry.RunAsync(AttemptAsync, restart));
        }
        catch (Exception) when (CancelScope.Current is not { IsCanceled: true })
        {
            // Logged by the attempt.
        }

        async Task AttemptAsync()
        {
            try
            {
                await work.RunAsync();
            }
            catch (Exception exception) when (!(exception is OperationCanceledException && CancelScope.Current is { IsCanceled: true }))
            {
                HostingLog.WorkerFailed(core.Logger, name, exception);
                throw;
            }
        }
    }
}
