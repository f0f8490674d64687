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

    /// <summary>What the stall report calls this step: its method, or the async method that it resumes.</summary>
    internal static string Describe(object? callback, object? state)
    {
        if (state is Delegate inner && callback is SendOrPostCallback)
            callback = inner;
        var target = (callback as Delegate)?.Target;
        var type = (state is Task ? state : target)?.GetType();
        if (type is { IsGenericType: true } && type.Name.StartsWith("AsyncStateMachineBox", StringComparison.Ordinal))
            return type.GetGenericArguments()[^1].FullName ?? type.Name;
        return callback is Delegate { Method: var method } ? $"{method.DeclaringType?.FullName}.{method.Name}" : "an unknown step";
    }
}
