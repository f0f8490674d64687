using Rondo.Api;

namespace Rondo.Data;

/// <summary>503: a lock was lost while its function ran, which was cancelled for that reason.</summary>
/// <remarks>Writes that the function made before stay, unless a transaction of its own was rolled back.</remarks>
[Problem(503)]
public sealed class LockLost : ApiError
{
    internal LockLost(string detail)
        : base("The work was interrupted. Try again in a moment.")
    {
        Message = detail;
        Headers["Retry-After"] = "1";
    }

    /// <summary>Gets the cause, for the log; the client does not see it.</summary>
    public override string Message { get; }
}
