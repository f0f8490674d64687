using System.Runtime.CompilerServices;
using Rondo.Cancellation;

namespace Rondo;

/// <summary>Repeats work that fails, with delays that grow.</summary>
/// <remarks>
/// The delays pass on the loop's clock, which is virtual in tests, and end with the ambient scope. An <see
/// cref="OperationCanceledException"/> is never
/// retried. To bound a single attempt, call <see cref="CancelScope.FailAfter(TimeSpan, Func{Task})"/> inside the work: its <see
/// cref="TimeoutException"/> is
/// retried as any other failure. To bound all of them, call it around the retry.
/// </remarks>
public static class Retry
{
    /// <summary>Runs the work until it succeeds, or the attempts are used up.</summary>
    /// <param name="work">The work, which must tolerate being repeated.</param>
    /// <param name="options">
    /// The number of attempts, the delays and the failures to retry; default: three attempts, about 200 and 400 ms apart.
    /// </param>
    /// <exception cref="Exception">
    /// The last attempt's failure, as it was; or one that <see cref="RetryOptions.ShouldRetry"/> refuses.
    /// </exception>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled.</exception>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Func<Task> work, RetryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(
            async () =>
            {
                await work();
                return true;
            },
            options);
    }

    /// <inheritdoc cref="RunAsync(Func{Task}, RetryOptions?)"/>
    /// <returns>The result of the attempt that succeeded.</returns>
    [OverloadResolutionPriority(1)]
    public static async Task<T> RunAsync<T>(Func<Task<T>> work, RetryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        options ??= new RetryOptions();
        options.Validate();
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan delay;
            try
            {
                return await work();
            }
            catch (Exception exception) when (attempt < options.MaxAttempts && options.Retries(exception))
            {
                delay = options.DelayAfter(attempt);
                options.Retrying?.Invoke(exception, attempt, delay);
            }

            await EventLoop.Sleep(delay);
        }
    }

    /// <inheritdoc cref="RunAsync(Func{Task}, RetryOptions?)"/>
    public static Task RunAsync(Func<ValueTask> work, RetryOptions? options = null) => RunAsync(WorkForms.Of(work), options);

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}}, RetryOptions?)"/>
    public static Task<T> RunAsync<T>(Func<ValueTask<T>> work, RetryOptions? options = null) => RunAsync(WorkForms.Of(work), options);

    /// <inheritdoc cref="RunAsync(Func{Task}, RetryOptions?)"/>
    [OverloadResolutionPriority(3)]
    public static Task RunAsync(Func<CancellationToken, Task> work, RetryOptions? options = null) => RunAsync(WorkForms.Of(work), options);

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}}, RetryOptions?)"/>
    [OverloadResolutionPriority(3)]
    public static Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, RetryOptions? options = null) =>
        RunAsync(WorkForms.Of(work), options);

    /// <inheritdoc cref="RunAsync(Func{Task}, RetryOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task RunAsync(Func<CancellationToken, ValueTask> work, RetryOptions? options = null) =>
        RunAsync(WorkForms.Of(work), options);

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}}, RetryOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> work, RetryOptions? options = null) =>
        RunAsync(WorkForms.Of(work), options);
}
