using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Tasks;

/// <summary>The wait for a task of the same loop, as a cancellation point.</summary>
internal class ChildWait : TaskOperation, IValueTaskSource
{
    protected ChildWait(Task task)
        : base(task)
    {
    }

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
        var wait = Reuse<ChildWait>(scheduler!, task);
        if (wait is not null)
            wait.Begin(context);
        else
            (wait = new ChildWait(task)).Watch(context);
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
        Task.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext).GetAwaiter().UnsafeOnCompleted(EndAsTask);
        if (outer != home)
            SynchronizationContext.SetSynchronizationContext(outer);
    }

    protected override void OnCancel() => FailCanceled();
}
