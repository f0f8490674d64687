using System.ComponentModel;
using System.Runtime.CompilerServices;
using Rondo.Tasks;

namespace Rondo;

/// <summary>A task that a group started, with its result: await it for that, any number of times.</summary>
/// <remarks>Awaiting is a cancellation point of the awaiting task's scope, and belongs to the group's loop.</remarks>
public readonly struct TaskHandle<T>
{
    private readonly Task<T> _task;

    internal TaskHandle(Task<T> task) => _task = task;

    /// <inheritdoc cref="TaskHandle.IsCompleted"/>
    public bool IsCompleted => _task.IsCompleted;

    /// <inheritdoc cref="TaskHandle.AsTask"/>
    public Task<T> AsTask() => _task;

    /// <summary>Forgets the result's type.</summary>
    public static implicit operator TaskHandle(TaskHandle<T> handle) => new(handle._task);

    /// <summary>Gets the awaiter; for the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTaskAwaiter<T> GetAwaiter() => ChildWait<T>.For(_task).GetAwaiter();
}
