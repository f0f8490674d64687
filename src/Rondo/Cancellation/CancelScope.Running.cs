using System.Runtime.CompilerServices;
using Rondo.Cancellation;
using Rondo.Core;

namespace Rondo;

/// <summary>The ways to run code in a scope.</summary>
/// <remarks>
/// Only delegate forms: a <c>using</c> block could neither absorb the cancellation at its end nor see how its body ended.
/// </remarks>
public partial class CancelScope
{
    private bool _unshieldAtDeadline;

    /// <summary>Runs <paramref name="body"/> in a new scope, which it may cancel.</summary>
    /// <param name="body">Receives the scope.</param>
    /// <param name="name">A name for error messages.</param>
    /// <returns>True if the body finished; false if the scope was cancelled and absorbed it.</returns>
    public static Task<bool> RunAsync(Func<CancelScope, Task> body, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Inside(Enter("CancelScope.RunAsync", name), body);
    }

    /// <summary>Runs <paramref name="body"/> for at most <paramref name="delay"/>, then cancels it and continues.</summary>
    /// <param name="delay">From now. Zero cancels at the body's first operation; <see cref="Timeout.InfiniteTimeSpan"/> never does.</param>
    /// <param name="body">The work to run.</param>
    /// <returns>True if the body finished; false if time was up and it was cancelled.</returns>
    [OverloadResolutionPriority(1)]
    public static Task<bool> MoveOnAfter(TimeSpan delay, Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Inside(Enter("CancelScope.MoveOnAfter", null, delay), _ => body());
    }

    /// <inheritdoc cref="MoveOnAfter(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(4)]
    public static Task<bool> MoveOnAfter(TimeSpan delay, Func<CancelScope, Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Inside(Enter("CancelScope.MoveOnAfter", null, delay), body);
    }

    /// <summary>
    /// Runs <paramref name="body"/> for at most <paramref name="delay"/>; its result, or <paramref name="otherwise"/> if time was up.
    /// </summary>
    /// <param name="delay">From now.</param>
    /// <param name="body">The work to run.</param>
    /// <param name="otherwise">The result if the body was cancelled.</param>
    [OverloadResolutionPriority(1)]
    public static async Task<T?> MoveOnAfter<T>(TimeSpan delay, Func<Task<T>> body, T? otherwise = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        var result = otherwise;
        await Inside(Enter("CancelScope.MoveOnAfter", null, delay), async _ => result = await body());
        return result;
    }

    /// <summary>Runs <paramref name="body"/> for at most <paramref name="delay"/>.</summary>
    /// <param name="delay">From now.</param>
    /// <param name="body">The work to run.</param>
    /// <exception cref="TimeoutException">Time was up, and the body was cancelled.</exception>
    [OverloadResolutionPriority(1)]
    public static async Task FailAfter(TimeSpan delay, Func<Task> body)
    {
        if (!await MoveOnAfter(delay, body))
            throw TimedOut(delay);
    }

    /// <inheritdoc cref="FailAfter(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(1)]
    public static async Task<T> FailAfter<T>(TimeSpan delay, Func<Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var result = default(T);
        if (!await Inside(Enter("CancelScope.FailAfter", null, delay), async _ => result = await body()))
            throw TimedOut(delay);
        return result!;
    }

    /// <summary>
    /// Runs <paramref name="body"/> protected from the cancellation of the scopes around it, for at most
    /// <paramref name="max"/>: then the shield falls, so that no cleanup can hold up a shutdown forever.
    /// </summary>
    /// <param name="max">How long the shield holds; <see cref="Timeout.InfiniteTimeSpan"/> for as long as the body takes.</param>
    /// <param name="body">The work to run, such as cleanup that has to await.</param>
    [OverloadResolutionPriority(1)]
    public static Task Shield(TimeSpan max, Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Inside(EnterShield(max), _ => body());
    }

    /// <inheritdoc cref="Shield(TimeSpan, Func{Task})"/>
    [OverloadResolutionPriority(1)]
    public static async Task<T> Shield<T>(TimeSpan max, Func<Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var result = default(T);
        var shield = EnterShield(max);
        return await Inside(shield, async _ => result = await body()) ? result! : throw shield.CreateException();
    }

    /// <summary>Runs <paramref name="body"/> in a scope that is cancelled with <paramref name="token"/>.</summary>
    /// <param name="token">A token from code that knows no scopes.</param>
    /// <param name="body">The work to run.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled and cut the body off; carries the token.</exception>
    [OverloadResolutionPriority(1)]
    public static async Task LinkTo(CancellationToken token, Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = Enter("CancelScope.LinkTo", null);
        if (!await Linked(scope, token, _ => body()))
            throw new OperationCanceledException(token);
    }

    /// <inheritdoc cref="LinkTo(CancellationToken, Func{Task})"/>
    [OverloadResolutionPriority(1)]
    public static async Task<T> LinkTo<T>(CancellationToken token, Func<Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var result = default(T);
        var scope = Enter("CancelScope.LinkTo", null);
        if (!await Linked(scope, token, async _ => result = await body()))
            throw new OperationCanceledException(token);
        return result!;
    }

    /// <summary>Runs <paramref name="body"/> in <paramref name="scope"/> and leaves the scope.</summary>
    internal static async Task<bool> Inside(CancelScope scope, Func<CancelScope, Task> body)
    {
        Ambient = scope;
        try
        {
            await body(scope);
            return true;
        }
        catch (OperationCanceledException) when (scope.Absorbs)
        {
            return false;
        }
        finally
        {
            scope.Close();
        }
    }

    private static async Task<bool> Linked(CancelScope scope, CancellationToken token, Func<CancelScope, Task> body)
    {
        if (token.IsCancellationRequested)
            scope.CancelHere(new CancelReason(CancelKind.Token, "its token was cancelled"));
        // Unsafe: no execution context is captured; the callback runs on the canceller's thread, and Cancel posts.
        using var registration = token.UnsafeRegister(
            static scope => ((CancelScope)scope!).Cancel(new CancelReason(CancelKind.Token, "its token was cancelled")), scope);
        return await Inside(scope, body);
    }

    private static CancelScope Enter(string what, string? name, TimeSpan? delay = null)
    {
        if (delay is { } value && value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(delay), value, "A delay is zero or more, or Timeout.InfiniteTimeSpan.");
        var scheduler = Core.Scheduler.Current ?? throw NoLoop.Exception(what);
        var scope = new CancelScope(scheduler, (CancelScope)For(scheduler), name);
        if (delay is not null)
            scope.CancelAfter(delay.Value);
        return scope;
    }

    private static CancelScope EnterShield(TimeSpan max)
    {
        if (max < TimeSpan.Zero && max != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(max), max, "A shield's bound is zero or more, or Timeout.InfiniteTimeSpan.");
        var scheduler = Core.Scheduler.Current ?? throw NoLoop.Exception("CancelScope.Shield");
        var scope = new CancelScope(
            scheduler, (CancelScope)For(scheduler), "shield", shielded: max != TimeSpan.Zero)
        { _unshieldAtDeadline = true };
        if (max > TimeSpan.Zero)
            scope.CancelAfter(max);
        return scope;
    }

    private static TimeoutException TimedOut(TimeSpan delay) => new($"The operation did not finish within {DurationText.Of(delay)}.");
}
