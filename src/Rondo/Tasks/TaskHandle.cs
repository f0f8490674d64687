using Rondo.Tasks;

namespace Rondo;

/// <summary>A task that a group started. It needs no attention: the group waits for it and sees its failure in any case.</summary>
/// <remarks>
/// Not awaitable itself, unlike <see cref="TaskHandle{T}"/>: starting a task without awaiting it is the normal case, and the
/// compiler would warn of every one (CS4014). Await <see cref="Completion"/>, on the group's loop.
/// </remarks>
public readonly struct TaskHandle
{
    private readonly Task _task;

    internal TaskHandle(Task task) => _task = task;

    /// <summary>True once the task has ended, however it ended.</summary>
    public bool IsCompleted => _task.IsCompleted;

    /// <summary>The task itself, for APIs that want one; awaiting it directly is no cancellation point.</summary>
    public Task AsTask() => _task;

    /// <summary>
    /// Ends when the task does, with its failure; awaiting it is a cancellation point of the awaiting task's scope. Await it once per read.
    /// </summary>
    public ValueTask Completion => ChildWait.For(_task);
}
