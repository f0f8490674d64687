using System.Threading.Tasks.Sources;

namespace Rondo.Core;

/// <summary>A wait that no scope can cancel: a group waiting for children that it has already cancelled.</summary>
internal sealed class JoinOperation : Operation, IValueTaskSource
{
    internal ValueTask Start(Scheduler scheduler)
    {
        Begin(scheduler.Uncancelable);
        return new ValueTask(this, Version);
    }

    protected override void OnCancel() =>
        throw new InvalidOperationException("Internal error in Rondo, please report: a join was cancelled.");

    void IValueTaskSource.GetResult(short token) => End(token);
}
