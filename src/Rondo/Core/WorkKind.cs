namespace Rondo.Core;

/// <summary>The delegate type of a <see cref="WorkItem"/>, and whether it is a user's step.</summary>
[Flags]
internal enum WorkKind : byte
{
    /// <summary><c>Action&lt;object?&gt;</c>: continuations of operations.</summary>
    StateAction = 0,

    /// <summary><c>Action</c>.</summary>
    Action = 1,

    /// <summary><see cref="SendOrPostCallback"/>: what <c>await</c> posts to a synchronization context.</summary>
    Post = 2,

    /// <summary>The mask of the delegate types above.</summary>
    DelegateMask = 3,

    /// <summary>
    /// A user's step: runs with the loop's synchronization context installed. Everything else (plumbing that asked for
    /// <c>ConfigureAwait(false)</c>, completions) runs with none, because the BCL moves a <c>ConfigureAwait(false)</c>
    /// continuation to the thread pool when it completes under a custom context (dotnet/runtime#69409).
    /// </summary>
    Home = 4,

    /// <summary>Posted to <see cref="Scheduler.Deliveries"/>.</summary>
    Delivery = 8,
}
