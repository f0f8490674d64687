using System.Threading.Tasks.Sources;

namespace Rondo.Core;

/// <summary>A wait for a deadline; pooled by its scheduler.</summary>
internal sealed class SleepOperation : Operation, IValueTaskSource
{
    internal static ValueTask Start(Scheduler scheduler, long deadline)
    {
        var context = CancelContext.For(scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var sleep = (SleepOperation?)scheduler.TakeSleep() ?? new SleepOperation();
        sleep.Begin(context);
        if (deadline < Scheduler.FarFuture) // beyond it only a cancellation ends the wait, and a virtual clock has nothing to jump to
            scheduler.Timers.Add(sleep, deadline);
        return new ValueTask(sleep, sleep.Version);
    }

    internal override void OnTimer() => Succeed();

    protected override void OnCancel()
    {
        Scheduler.Timers.Remove(this);
        FailCanceled();
    }

    protected override void Recycle() => Scheduler.ReturnSleep(this);

    void IValueTaskSource.GetResult(short token) => End(token);
}
