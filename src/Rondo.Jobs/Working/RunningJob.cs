using Rondo.Jobs.Definitions;
using Rondo.Jobs.Storage;

namespace Rondo.Jobs.Working;

/// <summary>An attempt that runs in this process.</summary>
internal sealed class RunningJob(JobRow row, JobDefinition definition)
{
    private CancelScope? _scope;
    private CancelReason? _reason;

    internal JobRow Row => row;

    internal JobDefinition Definition => definition;

    /// <summary>Gets whether the attempt was interrupted, and neither succeeds nor fails.</summary>
    internal bool IsInterrupted => _reason is not null;

    /// <summary>Gets whether the job goes back into the queue: it was interrupted by a shutdown.</summary>
    internal bool IsReleased => _reason is { Kind: CancelKind.Shutdown };

    /// <summary>Gets whether this worker runs a later attempt of the job, whose end is the job's.</summary>
    internal bool IsSuperseded { get; private set; }

    internal void Enter(CancelScope scope)
    {
        _scope = scope;
        if (_reason is { } reason)
            scope.Cancel(reason);
    }

    /// <summary>Ends the attempt in favour of a later one: its lease had passed, or it was cancelled and is retried.</summary>
    internal void Supersede()
    {
        IsSuperseded = true;
        Interrupt(new CancelReason(CancelKind.Requested, $"A later attempt of the job {row.Id} has begun."));
    }

    /// <summary>Cancels the attempt. The first reason counts.</summary>
    internal void Interrupt(CancelReason reason)
    {
        if (_reason is not null)
            return;
        _reason = reason;
        _scope?.Cancel(reason);
    }
}
