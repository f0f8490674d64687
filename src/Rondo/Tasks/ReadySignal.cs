using Rondo.Tasks;

namespace Rondo;

/// <summary>How a task started with <see cref="TaskGroup.StartAsync{T}"/> says that it is ready.</summary>
/// <typeparam name="T">The value that it is ready with: a port, an address, a subscription.</typeparam>
public sealed class ReadySignal<T>
{
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ReadySignal()
    {
    }

    /// <summary>Whether the task was ready, or has ended before.</summary>
    internal bool IsDecided => _source.Task.IsCompleted;

    internal bool IsReady => _source.Task.IsCompletedSuccessfully;

    internal Task<T> Task => _source.Task;

    /// <summary>The exception with which the task failed before it was ready; null also if it just ended.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Says that the task is ready; whoever waits in <see cref="TaskGroup.StartAsync{T}"/> continues.</summary>
    /// <param name="value">The value to hand over.</param>
    /// <exception cref="InvalidOperationException">It has been called before.</exception>
    public void Ready(T value)
    {
        if (!_source.TrySetResult(value))
            throw new InvalidOperationException("ReadySignal.Ready was called twice: a task becomes ready once.");
    }

    internal bool Ended(Exception? exception)
    {
        if (!_source.TrySetException(
            exception ?? new InvalidOperationException(
                "The task ended without calling ReadySignal.Ready: StartAsync had nothing to return.")))
            return false;
        _ = _source.Task.Exception; // thrown by StartAsync, or replaced there by a cancellation
        Failure = exception;
        return true;
    }

    internal ValueTask<T> Wait() => ChildWait<T>.For(_source.Task);
}
