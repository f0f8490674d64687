namespace Rondo;

/// <summary>
/// Thrown by an operation inside a cancelled <see cref="CancelScope"/>. It means that the operation did not happen. The
/// scope absorbs it when the code inside lets it pass, so catch it only to clean up, and rethrow.
/// </summary>
public sealed class ScopeCanceledException : OperationCanceledException
{
    internal ScopeCanceledException(CancelReason reason, string? scope, CancellationToken token)
        : base(scope is null ? $"Canceled: {reason.Message}." : $"Canceled: {reason.Message} (scope '{scope}').", token)
    {
        Reason = reason;
        ScopeName = scope;
    }

    /// <summary>Why the scope was cancelled.</summary>
    public CancelReason Reason { get; }

    /// <summary>The name of the cancelled scope, if it has one.</summary>
    public string? ScopeName { get; }
}
