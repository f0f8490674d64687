using System.IO.Pipelines;
using Rondo.Core;

namespace Rondo.Server.Transport;

/// <summary>
/// Runs pipe continuations on the connection's loop as plumbing: at once when that is where we are, else through its queue.
/// </summary>
/// <remarks>
/// At once only with no context installed: a continuation of Kestrel's that ran under a handler's context would capture it.
/// </remarks>
internal sealed class LoopPipeScheduler(Scheduler scheduler) : PipeScheduler
{
    public override void Schedule(Action<object?> action, object? state)
    {
        if (Scheduler.Current == scheduler && SynchronizationContext.Current is null)
            action(state);
        else if (!scheduler.TryPost(action, state, WorkKind.StateAction))
            Scheduler.RunElsewhere(new WorkItem(action, state, WorkKind.StateAction));
    }
}
