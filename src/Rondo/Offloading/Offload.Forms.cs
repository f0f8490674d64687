using System.Runtime.CompilerServices;
using Rondo.Cancellation;
using Rondo.Sync;

namespace Rondo;

/// <summary>
/// The same for functions of other forms: those that return nothing or a <see cref="ValueTask"/>, and those that take a token.
/// </summary>
public static partial class Offload
{
    /// <inheritdoc cref="RunAsync{T}(Func{CancellationToken, T}, CapacityLimiter?)"/>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Action<CancellationToken> function, CapacityLimiter? limiter = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return RunAsync(
            token =>
            {
                function(token);
                return true;
            },
            limiter);
    }

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    public static void RunOnLoop(Func<ValueTask> function) => RunOnLoop(WorkForms.Of(function));

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    public static T RunOnLoop<T>(Func<ValueTask<T>> function) => RunOnLoop(WorkForms.Of(function));

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(3)]
    public static void RunOnLoop(Func<CancellationToken, Task> function) => RunOnLoop(WorkForms.Of(function));

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(3)]
    public static T RunOnLoop<T>(Func<CancellationToken, Task<T>> function) => RunOnLoop(WorkForms.Of(function));

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(2)]
    public static void RunOnLoop(Func<CancellationToken, ValueTask> function) => RunOnLoop(WorkForms.Of(function));

    /// <inheritdoc cref="RunOnLoop{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(2)]
    public static T RunOnLoop<T>(Func<CancellationToken, ValueTask<T>> function) => RunOnLoop(WorkForms.Of(function));
}
