using System.Runtime.CompilerServices;
using Rondo.Cancellation;
using Rondo.Core;
using Rondo.Tasks;

namespace Rondo;

/// <summary>The end in two phases, and tasks that outlive their starter.</summary>
public sealed partial class TaskGroup
{
    /// <summary>Cancelled when the group is asked to finish up; tasks that run forever watch it and return.</summary>
    public CancellationToken StopToken
    {
        get
        {
            _stop ??= new CancellationTokenSource();
            return _stop.Token;
        }
    }

    /// <summary>
    /// Asks the tasks to finish up (<see cref="StopToken"/>), and cancels those that have not after a grace period, and the body.
    /// Again may shorten the grace period.
    /// </summary>
    /// <param name="grace">From now; zero cancels at once, <see cref="Timeout.InfiniteTimeSpan"/> never.</param>
    public void Stop(TimeSpan grace)
    {
        _stop ??= new CancellationTokenSource();
        Handover.Run(static stop => stop.Cancel(), _stop);
        if (grace == Timeout.InfiniteTimeSpan)
            return;
        _scope.SetDeadline(grace, new CancelReason(
            CancelKind.Shutdown,
            grace > TimeSpan.Zero ? $"the group was stopped and its grace period of {DurationText.Of(grace)} is over"
            : "the group was stopped without a grace period"));
    }

    /// <summary>
    /// Starts a task that outlives the code that starts it. It belongs to its loop's root group, which drains at shutdown;
    /// its failure goes to <see cref="EventLoopOptions.UnhandledException"/> and cancels nobody.
    /// </summary>
    /// <param name="name">The name of the task: it has no parent to say so.</param>
    /// <param name="task">The work to run.</param>
    [OverloadResolutionPriority(1)]
    public static TaskHandle Detach(string name, Func<Task> task)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(task);
        var scheduler = Scheduler.Current ?? throw NoLoop.Exception("TaskGroup.Detach");
        var root = ((IRootGroup)scheduler.Owner).RootGroup;
        return root.Start(
            async () =>
            {
                try
                {
                    await task();
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !root.Scope.IsCanceled)
                {
                    scheduler.Report(exception);
                }
            },
            name);
    }
}
