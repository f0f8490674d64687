namespace Rondo.IO.Drivers.Uring;

/// <summary>The receiver of the completions of a request.</summary>
internal interface IUringTarget
{
    /// <summary>Called on the loop's thread for each completion.</summary>
    /// <param name="result">Negative is -errno.</param>
    /// <param name="flags"><see cref="Cqe.More"/> set: not the last one.</param>
    void Complete(int result, uint flags);
}
