namespace Rondo;

/// <summary>Several tasks of one group failed: all their exceptions, in the order in which they occurred.</summary>
/// <remarks>One failure is rethrown as itself; this type appears from two on.</remarks>
public sealed class TaskGroupException : AggregateException
{
    internal TaskGroupException(string? group, IReadOnlyCollection<Exception> failures)
        : base($"{failures.Count} tasks of {(group is null ? "a task group" : $"the task group '{group}'")} failed.", failures)
    {
    }

    /// <summary>
    /// Splits the failures by type, as <c>except*</c> does: runs <paramref name="handler"/> for each
    /// <typeparamref name="TException"/>, groups inside groups included, and returns what is left, or null when nothing is.
    /// </summary>
    /// <param name="exception">Any exception: what a group may rethrow as itself is handled the same way.</param>
    /// <param name="handler">Called for each match.</param>
    public static Exception? HandleEach<TException>(Exception exception, Action<TException> handler)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(handler);
        if (exception is TException match)
        {
            handler(match);
            return null;
        }

        if (exception is not TaskGroupException group)
            return exception;
        var rest = new List<Exception>();
        foreach (var inner in group.InnerExceptions)
        {
            if (HandleEach(inner, handler) is { } left)
                rest.Add(left);
        }

        return rest.Count switch { 0 => null, 1 => rest[0], _ => new TaskGroupException(null, rest) };
    }
}
