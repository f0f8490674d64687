using System.Runtime.CompilerServices;

namespace Rondo.Core;

/// <summary>Awaiting it continues in a step of its own on a given loop, with no synchronization context, from any thread.</summary>
internal readonly struct LoopSwitch(Scheduler scheduler) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public LoopSwitch GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => scheduler.PostSurely(continuation, null, WorkKind.Action);
}
