namespace Rondo;

/// <summary>The kinds of event that cancel a scope.</summary>
public enum CancelKind
{
    /// <summary>The program called <see cref="CancelScope.Cancel()"/> or <see cref="TaskGroup.Cancel"/>.</summary>
    Requested,

    /// <summary>The scope's deadline passed.</summary>
    Deadline,

    /// <summary>Another task of the group, or the group's body, failed.</summary>
    SiblingFailed,

    /// <summary>A <see cref="CancellationToken"/> that the scope is linked to was cancelled.</summary>
    Token,

    /// <summary>The client of a request went away.</summary>
    Disconnected,

    /// <summary>The application is shutting down and its grace period is over.</summary>
    Shutdown,

    /// <summary>The process received an interrupt signal.</summary>
    Signal,
}
