namespace Rondo.Core;

/// <summary>One step that is ready to run: a delegate, its state and how to call it.</summary>
/// <remarks>
/// A struct of three words rather than an object with a virtual method: the steps that matter are continuations of
/// async methods, for which the delegate and the state already exist, so queueing one allocates nothing.
/// </remarks>
internal readonly struct WorkItem
{
    internal readonly Delegate Callback;
    internal readonly object? State;
    internal readonly WorkKind Kind;

    internal WorkItem(Delegate callback, object? state, WorkKind kind)
    {
        Callback = callback;
        State = state;
        Kind = kind;
    }
}
