using Rondo.Core;

namespace Rondo;

/// <summary>The end in two phases, and tasks that outlive their starter.</summary>
public sealed partial class TaskGroup
{
    /// <summary>Cancelled when the group is asked to finish up; tasks that run for ever watch it and return.</summary>
    public CancellationToken StopToken
    {
        get
        {
            _stop ??= new CancellationTokenSource();
            return _stop.Token;
        }
    }

    /// <summary>Asks the tasks to finish up (<see cref="StopToken"/>), and cancels those that have not after a grace period.</summary>
    /// <param name="grace">From now; zero cancels at once.</param>
    public void Stop(TimeSpan grace)
    {
        _stop ??= new CancellationTokenSource();
        Handover.Run(static stop => stop.Cancel(), _stop);
        if (_running == 0)
            return;
        _scope.CancelAfter(grace);
    }

    /// <summary>
    /// Starts a task that outlives the code that starts it. It belongs to its loop's root group, which drains at shutdown;
    /// its failure goes to <see cref="EventLoopOptions.UnhandledException"/> and cancels nobody.
    /// </summary>
    /// <param name="name">What the task does: it has no parent to say so.</param>
    /// <param name="task">What to run.</param>
    public static TaskHandle Detach(string name, Func<Task> task)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(task);
        var loop = EventLoop.TryCurrent ?? throw NoLoop.Exception("TaskGroup.Detach");
        return loop.RootGroup.Start(
            async () =>
            {
                try
                {
                    await task();
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !loop.RootGroup.Scope.IsCanceled)
                {
                    loop.Scheduler.OnUnhandled(exception);
                }
            },
            name);
    }
}
