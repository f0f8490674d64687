namespace Rondo.Processes;

/// <summary>The kinds of frames between a pool and its workers.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the worker: a function and its arguments.</summary>
    Call = 1,

    /// <summary>To the worker: the pool has read the memory that holds the result.</summary>
    Release,

    /// <summary>To the pool: the result of the call.</summary>
    Result,

    /// <summary>To the pool: the exception that the function threw.</summary>
    Failure,

    /// <summary>To the pool: a reason why the function was not run, or its result not sent.</summary>
    Refusal,

    /// <summary>To the pool: a value for an <see cref="IProgress{T}"/> of the call.</summary>
    Progress,
}
