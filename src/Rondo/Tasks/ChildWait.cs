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
        var scheduler = Core.Scheduler.Current;
        var context = scheduler is null ? null : CancelContext.For(scheduler);
        if (context is { IsEffectivelyCanceled: true })
            return ValueTask.FromException(context.CreateException());
        if (task.IsCompleted)
            return new ValueTask(task);
        if (context is null)
            throw NoLoop.Exception("Awaiting a TaskHandle");
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

    private void Finish() => EndAs(_task);
}
