using Rondo.Sync;
using Semaphore = Rondo.Sync.Semaphore;

namespace Rondo;

/// <summary>
/// Runs several tasks that belong together and collects what they return: all results, all outcomes, the first, or each as it
/// completes. In every form the
/// tasks run in a <see cref="TaskGroup"/>: when the call returns, all of them have ended.
/// </summary>
/// <remarks>
/// The sequence of tasks is read as they are started, so it may be long, or lazy, when a limit bounds how many run at a time. All
/// members belong to a loop.
/// A failure of the sequence itself counts as a failure of the group.
/// </remarks>
public static partial class Gather
{
    /// <summary>
    /// Runs the tasks and returns their results in the order of the tasks. The first failure cancels the others and is thrown.
    /// </summary>
    /// <param name="tasks">The tasks.</param>
    /// <exception cref="TaskGroupException">Two or more tasks failed. A single failure is thrown as itself.</exception>
    public static Task<T[]> AllAsync<T>(params IEnumerable<Func<Task<T>>> tasks) => AllAsync(int.MaxValue, tasks);

    /// <inheritdoc cref="AllAsync{T}(IEnumerable{Func{Task{T}}})"/>
    /// <param name="limit">The number of tasks that run at a time; at least 1.</param>
    /// <param name="tasks">The tasks.</param>
    public static async Task<T[]> AllAsync<T>(int limit, params IEnumerable<Func<Task<T>>> tasks)
    {
        var results = new List<T>();
        await StartEachAsync(limit, tasks, (_, index, task) => KeepAsync(results, index, task));
        return [.. results];
    }

    /// <summary>Runs the tasks and returns what became of each, in the order of the tasks. A failure cancels nothing.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <exception cref="ScopeCanceledException">
    /// The ambient scope was cancelled. A cancellation from within a task is an outcome of that task.
    /// </exception>
    public static Task<Outcome<T>[]> OutcomesAsync<T>(params IEnumerable<Func<Task<T>>> tasks) => OutcomesAsync(int.MaxValue, tasks);

    /// <inheritdoc cref="OutcomesAsync{T}(IEnumerable{Func{Task{T}}})"/>
    /// <param name="limit">The number of tasks that run at a time; at least 1.</param>
    /// <param name="tasks">The tasks.</param>
    public static async Task<Outcome<T>[]> OutcomesAsync<T>(int limit, params IEnumerable<Func<Task<T>>> tasks)
    {
        var outcomes = new List<Outcome<T>>();
        await StartEachAsync(limit, tasks, (group, index, task) => KeepAsync(outcomes, index, () => AttemptAsync(group, task)));
        return [.. outcomes];
    }

    /// <summary>Runs the tasks in a group, at most so many at a time.</summary>
    /// <returns>The number of tasks.</returns>
    private static async Task<int> StartEachAsync<T>(
        int limit, IEnumerable<Func<Task<T>>> tasks, Func<TaskGroup, int, Func<Task<T>>, Task> run)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var count = 0;
        var places = limit == int.MaxValue ? null : new Semaphore(limit);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var task in tasks)
            {
                CancelScope.ThrowIfCanceled();
                if (places is null)
                    Start(count++, task);
                else
                    StartAt(await places.AcquireAsync(), count++, task);
            }

            void Start(int index, Func<Task<T>> task) => group.Start(() => run(group, index, task));

            void StartAt(Semaphore.Permit place, int index, Func<Task<T>> task) => group.Start(async () =>
            {
                using (place)
                    await run(group, index, task);
            });
        });
        return count;
    }

    private static async Task KeepAsync<T>(List<T> kept, int index, Func<Task<T>> task)
    {
        // Tasks are started in order, each before the next: the list has all places before this one.
        kept.Add(default!);
        kept[index] = await task();
    }

    /// <summary>A cancellation of the group is no outcome: it passes on to the scope that it is meant for.</summary>
    private static async Task<Outcome<T>> AttemptAsync<T>(TaskGroup group, Func<Task<T>> task)
    {
        try
        {
            return new Outcome<T>(await task());
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !group.Scope.IsCanceled)
        {
            return new Outcome<T>(exception);
        }
    }
}
