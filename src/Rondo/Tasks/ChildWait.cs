using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo;

/// <summary>The wait for a task of the same loop, as a cancellation point.</summary>
internal class ChildWait : Operation, IValueTaskSource
{
    private readonly Task _task;

    protected ChildWait(Task task) => _task = task;

    internal static ValueTask For(Task task)
    {
        if (task.IsCompleted)
            return new ValueTask(task);
        var scheduler = Core.Scheduler.Current ?? throw NoLoop.Exception("Awaiting a TaskHandle");
        var context = CancelContext.For(scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var wait = new ChildWait(task);
        wait.Watch(context);
        return new ValueTask(wait, wait.Version);
    }

    void IValueTaskSource.GetResult(short token) => End(token);

    protected void Watch(CancelContext context)
    {
        Begin(context);
        // Under the loop's context, whatever the caller's: a continuation without one would be moved to the thread pool
        // when the child completes in a user's step, and the clock could jump before it is back.
        var outer = SynchronizationContext.Current;
        var home = context.Scheduler.Home;
        if (outer != home)
            SynchronizationContext.SetSynchronizationContext(home);
        _task.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext).GetAwaiter().UnsafeOnCompleted(Finish);
        if (outer != home)
            SynchronizationContext.SetSynchronizationContext(outer);
    }

    protected override void OnCancel() => FailCanceled();

    private void Finish()
    {
        if (Status != OperationStatus.Pending || Version != 0)
            return;
        if (_task.IsCompletedSuccessfully)
            Succeed();
        else
            Fail(_task.IsCanceled ? new TaskCanceledException(_task) : _task.Exception!.InnerException!);
    }
}
