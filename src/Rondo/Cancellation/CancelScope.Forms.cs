using System.Runtime.CompilerServices;
using Rondo.Cancellation;

namespace Rondo;

/// <summary>
/// The same for bodies of other forms: those that return a <see cref="ValueTask"/>, and those that take the scope's token.
/// </summary>
public partial class CancelScope
{
    /// <inheritdoc cref="MoveOnAfter(TimeSpan, Func{Task})"/>
    public static Task<bool> MoveOnAfter(TimeSpan delay, Func<ValueTask> body) => MoveOnAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="MoveOnAfter{T}(TimeSpan, Func{Task{T}}, T)"/>
    public static Task<T?> MoveOnAfter<T>(TimeSpan delay, Func<ValueTask<T>> body, T? otherwise = default) =>
        MoveOnAfter(delay, WorkForms.Of(body), otherwise);

    /// <inheritdoc cref="MoveOnAfter(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(3)]
    public static Task<bool> MoveOnAfter(TimeSpan delay, Func<CancellationToken, Task> body) => MoveOnAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="MoveOnAfter{T}(TimeSpan, Func{Task{T}}, T)"/>
    [OverloadResolutionPriority(3)]
    public static Task<T?> MoveOnAfter<T>(TimeSpan delay, Func<CancellationToken, Task<T>> body, T? otherwise = default) =>
        MoveOnAfter(delay, WorkForms.Of(body), otherwise);

    /// <inheritdoc cref="MoveOnAfter(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(2)]
    public static Task<bool> MoveOnAfter(TimeSpan delay, Func<CancellationToken, ValueTask> body) =>
        MoveOnAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="MoveOnAfter{T}(TimeSpan, Func{Task{T}}, T)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T?> MoveOnAfter<T>(TimeSpan delay, Func<CancellationToken, ValueTask<T>> body, T? otherwise = default) =>
        MoveOnAfter(delay, WorkForms.Of(body), otherwise);

    /// <inheritdoc cref="FailAfter(TimeSpan, Func{Task})"/>
    public static Task FailAfter(TimeSpan delay, Func<ValueTask> body) => FailAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="FailAfter{T}(TimeSpan, Func{Task{T}})"/>
    public static Task<T> FailAfter<T>(TimeSpan delay, Func<ValueTask<T>> body) => FailAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="FailAfter(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(3)]
    public static Task FailAfter(TimeSpan delay, Func<CancellationToken, Task> body) => FailAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="FailAfter{T}(TimeSpan, Func{Task{T}})"/>
    [OverloadResolutionPriority(3)]
    public static Task<T> FailAfter<T>(TimeSpan delay, Func<CancellationToken, Task<T>> body) => FailAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="FailAfter(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(2)]
    public static Task FailAfter(TimeSpan delay, Func<CancellationToken, ValueTask> body) => FailAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="FailAfter{T}(TimeSpan, Func{Task{T}})"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> FailAfter<T>(TimeSpan delay, Func<CancellationToken, ValueTask<T>> body) =>
        FailAfter(delay, WorkForms.Of(body));

    /// <inheritdoc cref="Shield(TimeSpan, Func{Task})"/>
    public static Task Shield(TimeSpan max, Func<ValueTask> body) => Shield(max, WorkForms.Of(body));

    /// <inheritdoc cref="Shield{T}(TimeSpan, Func{Task{T}})"/>
    public static Task<T> Shield<T>(TimeSpan max, Func<ValueTask<T>> body) => Shield(max, WorkForms.Of(body));

    /// <inheritdoc cref="Shield(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(3)]
    public static Task Shield(TimeSpan max, Func<CancellationToken, Task> body) => Shield(max, WorkForms.Of(body));

    /// <inheritdoc cref="Shield{T}(TimeSpan, Func{Task{T}})"/>
    [OverloadResolutionPriority(3)]
    public static Task<T> Shield<T>(TimeSpan max, Func<CancellationToken, Task<T>> body) => Shield(max, WorkForms.Of(body));

    /// <inheritdoc cref="Shield(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(2)]
    public static Task Shield(TimeSpan max, Func<CancellationToken, ValueTask> body) => Shield(max, WorkForms.Of(body));

    /// <inheritdoc cref="Shield{T}(TimeSpan, Func{Task{T}})"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> Shield<T>(TimeSpan max, Func<CancellationToken, ValueTask<T>> body) => Shield(max, WorkForms.Of(body));

    /// <inheritdoc cref="LinkTo(CancellationToken, Func{Task})"/>
    public static Task LinkTo(CancellationToken token, Func<ValueTask> body) => LinkTo(token, WorkForms.Of(body));

    /// <inheritdoc cref="LinkTo{T}(CancellationToken, Func{Task{T}})"/>
    public static Task<T> LinkTo<T>(CancellationToken token, Func<ValueTask<T>> body) => LinkTo(token, WorkForms.Of(body));

    /// <inheritdoc cref="LinkTo(CancellationToken, Func{Task})"/>
    [OverloadResolutionPriority(3)]
    public static Task LinkTo(CancellationToken token, Func<CancellationToken, Task> body) => LinkTo(token, WorkForms.Of(body));

    /// <inheritdoc cref="LinkTo{T}(CancellationToken, Func{Task{T}})"/>
    [OverloadResolutionPriority(3)]
    public static Task<T> LinkTo<T>(CancellationToken token, Func<CancellationToken, Task<T>> body) =>
        LinkTo(token, WorkForms.Of(body));

    /// <inheritdoc cref="LinkTo(CancellationToken, Func{Task})"/>
    [OverloadResolutionPriority(2)]
    public static Task LinkTo(CancellationToken token, Func<CancellationToken, ValueTask> body) => LinkTo(token, WorkForms.Of(body));

    /// <inheritdoc cref="LinkTo{T}(CancellationToken, Func{Task{T}})"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> LinkTo<T>(CancellationToken token, Func<CancellationToken, ValueTask<T>> body) =>
        LinkTo(token, WorkForms.Of(body));
}
