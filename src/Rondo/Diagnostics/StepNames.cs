namespace Rondo.Diagnostics;

/// <summary>Names the steps of a loop in reports.</summary>
internal static class StepNames
{
    /// <summary>Returns the async method that the step resumes, or its own method.</summary>
    internal static string Describe(object? callback, object? state)
    {
        if (state is Delegate inner && callback is SendOrPostCallback)
            callback = inner;
        var target = (callback as Delegate)?.Target;
        var type = (state is Task ? state : target)?.GetType();
        if (type is { IsGenericType: true } && type.Name.StartsWith("AsyncStateMachineBox", StringComparison.Ordinal))
            return MethodNames.OfStateMachine(type.GetGenericArguments()[^1]);
        return callback is Delegate { Method: var method } ? MethodNames.Of(method) : "an unknown step";
    }
}
