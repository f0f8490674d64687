using System.Threading.Tasks.Sources;

namespace Rondo.Core;

/// <summary>Waits for a foreign task in a cancel context.</summary>
internal sealed class TaskWait : Operation, IValueTaskSource
{
    private readonly Task _task;
    private readonly Scheduler _scheduler;
    private int _counted = 1;

    private TaskWait(Task task, Scheduler scheduler)
    {
        _task = task;
        _scheduler = scheduler;
    }

    internal static ValueTask Start(Task task)
    {
        var scheduler = Core.Scheduler.Current ?? throw NoLoop.Exception("OrCancel");
        var context = CancelContext.For(scheduler);
        if (task.IsCompleted)
            return new ValueTask(task);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var wait = new TaskWait(task, scheduler);
        wait.Begin(context);
        scheduler.BeginExternal();
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(wait.TaskCompleted);
        return new ValueTask(wait, wait.Version);
    }

    void IValueTaskSource.GetResult(short token) => End(token);

    protected override void OnCancel()
    {
        // The task's own outcome is nobody's now: look at it, so that a failure is not reported as unobserved.
        _ = _task.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        EndExternal(); // whatever the task does now, this loop does not wait for it
        FailCanceled();
    }

    private void TaskCompleted()
    {
        _scheduler.TryPost((Action<object?>)Finish, null, WorkKind.StateAction);
        EndExternal();
    }

    private void EndExternal()
    {
        if (Interlocked.Exchange(ref _counted, 0) == 1)
            _scheduler.EndExternal();
    }

    private void Finish(object? _) => EndAs(_task);
}
