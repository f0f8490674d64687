using Rondo.Core;

namespace Rondo.Cancellation;

/// <summary>Cancels a scope when its time is up.</summary>
internal class ScopeDeadline(CancelScope scope) : TimerNode
{
    internal long Due;
    internal CancelReason Reason = CancelReason.Requested;

    internal CancelScope Scope => scope;

    internal override void OnTimer() => scope.DeadlinePassed(Reason);
}
