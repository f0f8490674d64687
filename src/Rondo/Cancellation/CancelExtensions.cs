using Rondo.Core;

namespace Rondo;

/// <summary>Ambient cancellation for what is not a Rondo operation.</summary>
public static class CancelExtensions
{
    /// <summary>
    /// Awaits a foreign task, or the cancellation of the ambient scope if that comes first; the task itself continues. Where
    /// the foreign API takes a token, pass <see cref="CancelScope.CurrentToken"/> instead, so that the work stops too.
    /// </summary>
    /// <param name="task">A task that Rondo knows nothing of.</param>
    /// <remarks>
    /// <para>On a loop; while the task is outstanding virtual time stands still.</para>
    /// <para>The task keeps using what it was given. Code that disposes of such an object after the cancellation, such as
    /// <c>await using</c> of a database connection, runs at the same time as the task, which few libraries support: the connection may
    /// never return to its pool. Pass the token there.</para>
    /// </remarks>
    public static ValueTask OrCancel(this Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return TaskWait.Start(task);
    }

    /// <inheritdoc cref="OrCancel(Task)"/>
    public static async ValueTask<T> OrCancel<T>(this Task<T> task)
    {
        await OrCancel((Task)task);
        return task.GetAwaiter().GetResult();
    }
}
