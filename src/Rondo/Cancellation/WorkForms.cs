using System.Runtime.CompilerServices;

namespace Rondo.Cancellation;

/// <summary>
/// The forms in which callers hand over work, brought to one: a method that returns a <see cref="ValueTask"/> or takes a token is no
/// <c>Func&lt;Task&gt;</c>, and a caller should not have to wrap it in a lambda.
/// </summary>
/// <remarks>
/// A method group may fit several overloads. Their order of preference, by OverloadResolutionPriority: with the scope, with a token,
/// without; in each
/// <see cref="Task"/> before <see cref="ValueTask"/>, which decides where an async lambda fits both.
/// </remarks>
internal static class WorkForms
{
    internal static Func<Task> Of(Func<ValueTask> work, [CallerArgumentExpression(nameof(work))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work, name);
        return () => work().AsTask();
    }

    internal static Func<Task<T>> Of<T>(Func<ValueTask<T>> work, [CallerArgumentExpression(nameof(work))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work, name);
        return () => work().AsTask();
    }

    internal static Func<Task> Of(Func<CancellationToken, Task> work, [CallerArgumentExpression(nameof(work))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work, name);
        return () => work(CancelScope.CurrentToken);
    }

    internal static Func<Task<T>> Of<T>(Func<CancellationToken, Task<T>> work, [CallerArgumentExpression(nameof(work))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work, name);
        return () => work(CancelScope.CurrentToken);
    }

    internal static Func<Task> Of(Func<CancellationToken, ValueTask> work, [CallerArgumentExpression(nameof(work))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work, name);
        return () => work(CancelScope.CurrentToken).AsTask();
    }

    internal static Func<Task<T>> Of<T>(Func<CancellationToken, ValueTask<T>> work,
        [CallerArgumentExpression(nameof(work))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work, name);
        return () => work(CancelScope.CurrentToken).AsTask();
    }
}
