using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo.Server.Http1;

/// <summary>Continues at once on the loop as plumbing, and with a step of its own from elsewhere.</summary>
internal readonly struct LoopReturn(Scheduler scheduler) : ICriticalNotifyCompletion
{
    public bool IsCompleted => Scheduler.Current == scheduler && SynchronizationContext.Current is null;

    public LoopReturn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => new LoopSwitch(scheduler).UnsafeOnCompleted(continuation);
}
