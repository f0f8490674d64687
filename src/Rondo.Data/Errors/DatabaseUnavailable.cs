using Rondo.Api;

namespace Rondo.Data;

/// <summary>503: the database cannot serve the statement now, and may later.</summary>
/// <remarks>
/// It cannot be reached, every connection is in use, another process has locked it, or a transaction lost against another.
/// Nothing of the statement's transaction
/// is stored, and the caller may try again.
/// </remarks>
[Problem(503)]
public sealed class DatabaseUnavailable : ApiError
{
    internal DatabaseUnavailable(string detail, bool isConflict = false, Exception? cause = null)
        : base("The database is not available. Try again in a moment.", cause)
    {
        (Message, IsConflict) = (detail, isConflict);
        Headers["Retry-After"] = "1";
    }

    /// <summary>Gets the cause, for the log; the client does not see it.</summary>
    public override string Message { get; }

    /// <summary>
    /// Gets whether the transaction lost against another (a serialization failure or a deadlock), so that the same work may
    /// succeed at once.
    /// </summary>
    public bool IsConflict { get; }
}
