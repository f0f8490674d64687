namespace Rondo.IO.Drivers.Uring;

/// <summary>What the completions of a request are delivered to.</summary>
internal interface IUringTarget
{
    /// <summary>Called on the loop's thread for each completion.</summary>
    /// <param name="result">Negative is -errno.</param>
    /// <param name="flags"><see cref="Cqe.More"/> set: not the last one.</param>
    void Complete(int result, uint flags);
}
