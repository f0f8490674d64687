using System.Threading.Tasks.Sources;

namespace Rondo.Core;

/// <summary>Waits for a foreign task in a cancel context.</summary>
internal sealed class TaskWait : TaskOperation, IValueTaskSource
{
    private readonly Scheduler _scheduler;
    private int _counted;

    private TaskWait(Task task, Scheduler scheduler)
        : base(task) => _scheduler = scheduler;

    internal static ValueTask Start(Task task)
    {
        var scheduler = Core.Scheduler.Current ?? throw NoLoop.Exception("OrCancel");
        var context = CancelContext.For(scheduler);
        if (task.IsCompleted)
            return new ValueTask(task);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var wait = Reuse<TaskWait>(scheduler, task);
        if (wait is not null)
        {
            wait.Begin(context, scheduler);
        }
        else
        {
            wait = new TaskWait(task, scheduler);
            wait.Begin(context, scheduler);
            task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(wait.TaskCompleted);
        }

        return new ValueTask(wait, wait.Version);
    }

    void IValueTaskSource.GetResult(short token) => End(token);

    protected override void OnCancel()
    {
        EndExternal(); // whatever the task does now, this loop does not wait for it
        FailCanceled();
    }

    private void Begin(CancelContext context, Scheduler scheduler)
    {
        Begin(context);
        scheduler.BeginExternal();
        Volatile.Write(ref _counted, 1);
    }

    private void TaskCompleted()
    {
        _scheduler.TryPost((Action<object?>)Finish, null, WorkKind.StateAction);
        if (!EndExternal())
            Observe();
    }

    private bool EndExternal()
    {
        var counted = Interlocked.Exchange(ref _counted, 0) == 1;
        if (counted)
            _scheduler.EndExternal();
        return counted;
    }

    private void Finish(object? _)
    {
        EndAsTask();
        EndExternal(); // a wait that began while the task was completing
        Observe();
    }

    /// <summary>The outcome belongs to nobody where the wait was cancelled: a failure is not to be reported as unobserved.</summary>
    private void Observe() => _ = Task.Exception;
}
