using System.Runtime.CompilerServices;
using Rondo.Core;
using Rondo.Offloading;
using Rondo.Sync;

namespace Rondo;

/// <summary>
/// Runs what blocks (files, DNS, databases without async, long computations) on worker threads, so that the loop does not stand still.
/// </summary>
/// <remarks>
/// <para>The threads are Rondo's own, not the thread pool's, which blocking calls would starve. How many run at a time is
/// bounded by a <see cref="CapacityLimiter"/>.</para>
/// <para>The function runs in the caller's execution context. A virtual clock stands still while it runs.</para>
/// <para>Cancellation cannot stop a thread. By default the caller waits for the function whatever is cancelled; a function
/// that takes a token can end early, and <c>abandonOnCancel</c> leaves it behind.</para>
/// </remarks>
public static partial class Offload
{
    private static readonly LoopLocal<CapacityLimiter> s_limiter =
        new(static () => new CapacityLimiter(Math.Max(4, 4 * Environment.ProcessorCount)));

    /// <summary>
    /// The limiter of the calling loop's offloaded calls that bring none of their own; set
    /// <see cref="CapacityLimiter.TotalTokens"/> to resize it.
    /// </summary>
    /// <value>Default: four per core, at least four.</value>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public static CapacityLimiter DefaultLimiter => s_limiter.Value;

    /// <summary>Runs a function on a worker thread.</summary>
    /// <param name="function">Synchronous: its first await would leave the worker.</param>
    /// <param name="limiter">Bounds how many run at a time; default: <see cref="DefaultLimiter"/>.</param>
    /// <param name="abandonOnCancel">
    /// If true a cancellation is thrown at once, and what the function does then is nobody's: its result or exception is dropped.
    /// Its token stays borrowed until it ends.
    /// </param>
    /// <returns>The function's result. Its exception is rethrown as it was, with its stack.</returns>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled before it began, or while it ran and was
    /// abandoned.</exception>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public static Task<T> RunAsync<T>(Func<T> function, CapacityLimiter? limiter = null, bool abandonOnCancel = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (IsAwaited(typeof(T)))
            throw new ArgumentException(
                $"Offload.RunAsync runs synchronous functions, and this one returns a {typeof(T).Name}: its first await "
                    + $"would leave the worker thread. Await it on the loop.", nameof(function));
        return Run(_ => function(), limiter, abandonOnCancel, cooperative: false);
    }

    /// <inheritdoc cref="RunAsync{T}(Func{T}, CapacityLimiter?, bool)"/>
    public static Task RunAsync(Action function, CapacityLimiter? limiter = null, bool abandonOnCancel = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run(
            _ =>
            {
                function();
                return true;
            },
            limiter,
            abandonOnCancel,
            cooperative: false);
    }

    /// <summary>Runs a function on a worker thread, with a token that is cancelled with the ambient scope.</summary>
    /// <param name="function">Watches the token, and throws <see cref="OperationCanceledException"/> when it is cancelled.</param>
    /// <param name="limiter">Bounds how many run at a time; default: <see cref="DefaultLimiter"/>.</param>
    /// <returns>The function's result, also if it was cancelled and finished nevertheless.</returns>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled before it began, or the function stopped because
    /// of that.</exception>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<T> RunAsync<T>(Func<CancellationToken, T> function, CapacityLimiter? limiter = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run(function, limiter, abandonOnCancel: false, cooperative: true);
    }

    /// <summary>
    /// Runs a function on the loop that offloaded the calling function, in its scope, and blocks the worker thread until it has ended.
    /// </summary>
    /// <param name="function">Runs on the loop.</param>
    /// <returns>Its result. Its exception is rethrown as it was.</returns>
    /// <exception cref="InvalidOperationException">The calling thread runs no offloaded function.</exception>
    /// <exception cref="OperationCanceledException">The offloaded call was abandoned, or its scope is cancelled.</exception>
    [OverloadResolutionPriority(1)]
    public static T RunOnLoop<T>(Func<Task<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = OffloadCall.Current ?? throw new InvalidOperationException(
            $"Offload.RunOnLoop was called on thread '{Thread.CurrentThread.Name ?? "unnamed"}', which runs no offloaded function. "
            + "It is for functions run by Offload.RunAsync; elsewhere use loop.InvokeAsync(...).");
        return call.RunOnLoop(function);
    }

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(1)]
    public static void RunOnLoop(Func<Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        RunOnLoop(async () =>
        {
            await function();
            return true;
        });
    }

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    public static T RunOnLoop<T>(Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return RunOnLoop(() => Task.FromResult(function()));
    }

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    public static void RunOnLoop(Action function)
    {
        ArgumentNullException.ThrowIfNull(function);
        RunOnLoop(() =>
        {
            function();
            return Task.FromResult(true);
        });
    }

    private static bool IsAwaited(Type type) => typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static async ValueTask<CapacityLimiter.Token> AcquireAsync(CapacityLimiter limiter)
    {
        OffloadMeter.AddWaiting(1);
        try
        {
            return await limiter.AcquireAsync();
        }
        finally
        {
            OffloadMeter.AddWaiting(-1);
        }
    }

    private static async Task<T> Run<T>(
        Func<CancellationToken, T> function, CapacityLimiter? limiter, bool abandonOnCancel, bool cooperative)
    {
        var loop = EventLoop.TryCurrent ?? throw NoLoop.Exception("Offload.RunAsync");
        var permit = await AcquireAsync(limiter ?? DefaultLimiter);
        if (CancelScope.Current is { IsCanceled: true })
        {
            permit.Dispose();
            CancelScope.ThrowIfCanceled();
        }

        var call = new OffloadCall<T>(loop, function, permit);
        var token = cooperative && CancelScope.Current is { } scope && scope.Scheduler == loop.Scheduler ? scope.Token
            : CancellationToken.None;
        try
        {
            return await call.RunAsync(token, abandonOnCancel);
        }
        catch (OperationCanceledException exception) when (token.CanBeCanceled && exception.CancellationToken == token)
        {
            CancelScope.ThrowIfCanceled(); // says why
            throw;
        }
    }
}
