using System.Runtime.CompilerServices;
using Rondo.Cancellation;

namespace Rondo;

/// <summary>
/// The same for bodies and tasks of other forms: those that return nothing or a <see cref="ValueTask"/>, and those that take a token.
/// </summary>
public sealed partial class TaskGroup
{
    /// <inheritdoc cref="RunAsync(Func{TaskGroup, Task}, string?)"/>
    public static Task RunAsync(Action<TaskGroup> body, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            group =>
            {
                body(group);
                return Task.CompletedTask;
            },
            name);
    }

    /// <inheritdoc cref="RunAsync(Func{TaskGroup, Task}, string?)"/>
    public static Task RunAsync(Func<TaskGroup, ValueTask> body, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(group => body(group).AsTask(), name);
    }

    /// <inheritdoc cref="RunAsync{T}(Func{TaskGroup, Task{T}}, string?)"/>
    public static Task<T> RunAsync<T>(Func<TaskGroup, ValueTask<T>> body, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(group => body(group).AsTask(), name);
    }

    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    [OverloadResolutionPriority(3)]
    public TaskHandle Start(Func<CancellationToken, Task> task, string? name = null) => Start(WorkForms.Of(task), name);

    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    [OverloadResolutionPriority(3)]
    public TaskHandle<T> Start<T>(Func<CancellationToken, Task<T>> task, string? name = null) => Start(WorkForms.Of(task), name);

    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    [OverloadResolutionPriority(2)]
    public TaskHandle Start(Func<CancellationToken, ValueTask> task, string? name = null) => Start(WorkForms.Of(task), name);

    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    [OverloadResolutionPriority(2)]
    public TaskHandle<T> Start<T>(Func<CancellationToken, ValueTask<T>> task, string? name = null) => Start(WorkForms.Of(task), name);

    /// <inheritdoc cref="Detach(string, Func{Task})"/>
    public static TaskHandle Detach(string name, Func<ValueTask> task) => Detach(name, WorkForms.Of(task));

    /// <inheritdoc cref="Detach(string, Func{Task})"/>
    [OverloadResolutionPriority(3)]
    public static TaskHandle Detach(string name, Func<CancellationToken, Task> task) => Detach(name, WorkForms.Of(task));

    /// <inheritdoc cref="Detach(string, Func{Task})"/>
    [OverloadResolutionPriority(2)]
    public static TaskHandle Detach(string name, Func<CancellationToken, ValueTask> task) => Detach(name, WorkForms.Of(task));
}
