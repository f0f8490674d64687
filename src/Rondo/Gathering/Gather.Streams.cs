using Rondo.Gathering;
using Rondo.Sync;

namespace Rondo;

/// <summary>Results as they come.</summary>
public static partial class Gather
{
    /// <summary>
    /// Runs the tasks and enumerates their results in the order in which they complete. The first failure cancels the others and is
    /// thrown.
    /// </summary>
    /// <param name="tasks">The tasks.</param>
    /// <remarks>
    /// The tasks begin with the enumeration. Leaving the enumeration early cancels the tasks that still run and waits for their
    /// cleanup.
    /// </remarks>
    public static IAsyncEnumerable<T> AsCompletedAsync<T>(params IEnumerable<Func<Task<T>>> tasks) => AsCompletedAsync(int.MaxValue, tasks);

    /// <inheritdoc cref="AsCompletedAsync{T}(IEnumerable{Func{Task{T}}})"/>
    /// <param name="limit">The number of tasks that run, or have a result that has not been taken, at a time; at least 1.</param>
    /// <param name="tasks">The tasks.</param>
    public static IAsyncEnumerable<T> AsCompletedAsync<T>(int limit, params IEnumerable<Func<Task<T>>> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return StreamAsync<T>((_, sender) => StartEachAsync(limit, tasks, async (_, _, task) => await sender.SendAsync(await task())));
    }

    /// <summary>
    /// Enumerates what a task group sends: a group that stays open between two items, which an async iterator cannot have, since
    /// <c>yield return</c> is not allowed in the body of a group or scope.
    /// </summary>
    /// <param name="body">
    /// Starts tasks in the group and sends items; the enumeration ends when the body and all tasks of the group have.
    /// </param>
    /// <param name="capacity">
    /// The number of items that wait for the consumer before senders do. Default: 0, each item is sent when it is taken.
    /// </param>
    /// <remarks>
    /// The body begins with the enumeration, in the scope of the code that enumerates. Its failure, or that of a task, is thrown to
    /// that code after the items
    /// that were sent before. Leaving the enumeration early cancels the group and waits for its cleanup.
    /// </remarks>
    public static IAsyncEnumerable<T> StreamAsync<T>(Func<TaskGroup, ChannelSender<T>, Task> body, int capacity = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        return new GroupStream<T>(body, capacity);
    }
}
