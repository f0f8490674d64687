namespace Rondo;

/// <summary>The first of several.</summary>
public static partial class Gather
{
    /// <summary>Runs the tasks until the first completes, cancels the others and waits for their cleanup.</summary>
    /// <param name="tasks">The tasks; at least one.</param>
    /// <returns>The result of the task that completed first.</returns>
    /// <exception cref="Exception">The first task to complete failed, or a failure in the cleanup of another.</exception>
    /// <exception cref="ArgumentException">There is no task.</exception>
    public static async Task<T> FirstAsync<T>(params IEnumerable<Func<Task<T>>> tasks)
    {
        var winner = new Winner<T>();
        var count = await StartEachAsync(int.MaxValue, winner.Until(tasks), async (group, _, task) => winner.Take(await task(), group));
        return winner.Result(count, nameof(tasks));
    }

    /// <inheritdoc cref="FirstAsync{T}(IEnumerable{Func{Task{T}}})"/>
    /// <returns>The index of the task that completed first.</returns>
    public static Task<int> FirstAsync(params IEnumerable<Func<Task>> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        return FirstAsync(tasks.Select(static (task, index) => (Func<Task<int>>)(async () =>
        {
            await task();
            return index;
        })));
    }

    /// <summary>
    /// Runs the tasks until the first succeeds, cancels the others and waits for their cleanup. Failures of tasks that lost are
    /// dropped.
    /// </summary>
    /// <param name="tasks">The tasks; at least one.</param>
    /// <returns>The result of the task that succeeded first.</returns>
    /// <exception cref="TaskGroupException">
    /// All of two or more tasks failed: their exceptions, in the order of the tasks. The failure of a single task is thrown as itself.
    /// </exception>
    /// <exception cref="ArgumentException">There is no task.</exception>
    public static async Task<T> FirstSuccessAsync<T>(params IEnumerable<Func<Task<T>>> tasks)
    {
        var winner = new Winner<T>();
        var failures = new SortedList<int, Exception>();
        var count = await StartEachAsync(int.MaxValue, winner.Until(tasks), async (group, index, task) =>
        {
            var outcome = await AttemptAsync(group, task);
            if (outcome.Error is { } error)
                failures.Add(index, error);
            else
                winner.Take(outcome.Value, group);
        });
        if (!winner.IsDecided && failures.Count > 1)
            throw new TaskGroupException(null, [.. failures.Values]);
        if (!winner.IsDecided && failures.Count == 1)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.Values[0]);
        return winner.Result(count, nameof(tasks));
    }

    /// <summary>The result that came first.</summary>
    private sealed class Winner<T>
    {
        private T? _result;

        internal bool IsDecided { get; private set; }

        /// <summary>A task may complete while it is being started: the others need not begin.</summary>
        internal IEnumerable<Func<Task<T>>> Until(IEnumerable<Func<Task<T>>> tasks)
        {
            ArgumentNullException.ThrowIfNull(tasks);
            return tasks.TakeWhile(_ => !IsDecided);
        }

        internal void Take(T result, TaskGroup group)
        {
            if (IsDecided)
                return;
            (_result, IsDecided) = (result, true);
            group.Cancel("another task of the group was first");
        }

        internal T Result(int count, string name)
        {
            if (count == 0)
                throw new ArgumentException("There is no task that could be the first. Pass at least one.", name);
            return _result!;
        }
    }
}
