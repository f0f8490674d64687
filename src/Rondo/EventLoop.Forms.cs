using System.Runtime.CompilerServices;
using Rondo.Cancellation;

namespace Rondo;

/// <summary>
/// The same for functions of other forms: those that return a <see cref="ValueTask"/>, and those that take the token of the scope that
/// they run in.
/// </summary>
public sealed partial class EventLoop
{
    /// <inheritdoc cref="Run(Func{Task}, EventLoopOptions?)"/>
    public static void Run(Func<ValueTask> main, EventLoopOptions? options = null) => Run(WorkForms.Of(main), options);

    /// <inheritdoc cref="Run{T}(Func{Task{T}}, EventLoopOptions?)"/>
    public static T Run<T>(Func<ValueTask<T>> main, EventLoopOptions? options = null) => Run(WorkForms.Of(main), options);

    /// <inheritdoc cref="Run(Func{Task}, EventLoopOptions?)"/>
    [OverloadResolutionPriority(3)]
    public static void Run(Func<CancellationToken, Task> main, EventLoopOptions? options = null) => Run(WorkForms.Of(main), options);

    /// <inheritdoc cref="Run{T}(Func{Task{T}}, EventLoopOptions?)"/>
    [OverloadResolutionPriority(3)]
    public static T Run<T>(Func<CancellationToken, Task<T>> main, EventLoopOptions? options = null) =>
        Run(WorkForms.Of(main), options);

    /// <inheritdoc cref="Run(Func{Task}, EventLoopOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static void Run(Func<CancellationToken, ValueTask> main, EventLoopOptions? options = null) =>
        Run(WorkForms.Of(main), options);

    /// <inheritdoc cref="Run{T}(Func{Task{T}}, EventLoopOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static T Run<T>(Func<CancellationToken, ValueTask<T>> main, EventLoopOptions? options = null) =>
        Run(WorkForms.Of(main), options);

    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    public Task InvokeAsync(Func<ValueTask> function) => InvokeAsync(WorkForms.Of(function));

    /// <inheritdoc cref="InvokeAsync{T}(Func{Task{T}})"/>
    public Task<T> InvokeAsync<T>(Func<ValueTask<T>> function) => InvokeAsync(WorkForms.Of(function));

    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    [OverloadResolutionPriority(3)]
    public Task InvokeAsync(Func<CancellationToken, Task> function) => InvokeAsync(WorkForms.Of(function));

    /// <inheritdoc cref="InvokeAsync{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(3)]
    public Task<T> InvokeAsync<T>(Func<CancellationToken, Task<T>> function) => InvokeAsync(WorkForms.Of(function));

    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    [OverloadResolutionPriority(2)]
    public Task InvokeAsync(Func<CancellationToken, ValueTask> function) => InvokeAsync(WorkForms.Of(function));

    /// <inheritdoc cref="InvokeAsync{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(2)]
    public Task<T> InvokeAsync<T>(Func<CancellationToken, ValueTask<T>> function) => InvokeAsync(WorkForms.Of(function));
}
