using Rondo.Core;

namespace Rondo.Time;

/// <summary>A loop's clock on real time: the machine's time, timers on the loop.</summary>
internal sealed class LoopTimeProvider(Scheduler scheduler) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        LoopTimer.Create(scheduler, callback, state, dueTime, period);
}
