using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo;

/// <summary>Work from outside.</summary>
public sealed partial class EventLoop
{
    /// <summary>Queues a callback to run on the loop. Any thread; first in, first out per poster. No execution context flows.</summary>
    /// <param name="callback">Runs as a step of the loop; what it throws goes to <see cref="EventLoopOptions.UnhandledException"/>.</param>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public void Post(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        PostChecked(callback, null, WorkKind.Action | WorkKind.Home);
    }

    /// <inheritdoc cref="Post(Action)"/>
    /// <param name="callback">Receives <paramref name="state"/>; a static lambda allocates nothing.</param>
    /// <param name="state">Handed to the callback.</param>
    public void Post(Action<object?> callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        PostChecked(callback, state, WorkKind.StateAction | WorkKind.Home);
    }

    /// <summary>
    /// Runs an async function on this loop and returns its outcome. Called on this loop, it just runs; called elsewhere, the
    /// function belongs to this loop's root group, whose end it outlives as little as a detached task, and is cancelled when the
    /// caller's ambient scope is.
    /// </summary>
    /// <param name="function">Starts on the loop.</param>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    [OverloadResolutionPriority(1)]
    public Task InvokeAsync(Func<Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return InvokeAsync(async () =>
        {
            await function();
            return true;
        });
    }

    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    [OverloadResolutionPriority(1)]
    public Task<T> InvokeAsync<T>(Func<Task<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return IsCurrent ? function() : Call<T>(null, function);
    }

    /// <summary>Runs a function on this loop and returns its result. Any thread.</summary>
    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return IsCurrent ? Here() : Call(function, null);

        // A failure belongs into the task, as it does from elsewhere.
        Task<T> Here()
        {
            try
            {
                return Task.FromResult(function());
            }
            catch (Exception exception)
            {
                return Task.FromException<T>(exception);
            }
        }
    }

    /// <summary>Runs an action on this loop. Any thread.</summary>
    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    public Task InvokeAsync(Action function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return InvokeAsync(() =>
        {
            function();
            return true;
        });
    }

    private Task<T> Call<T>(Func<T>? function, Func<Task<T>>? asyncFunction)
    {
        var call = new CrossLoopCall<T>(this, function, asyncFunction);
        if (!_scheduler.TryPost(CrossLoopCall<T>.Start, call, WorkKind.StateAction | WorkKind.Home))
        {
            call.Refuse();
            throw HasEnded();
        }

        return call.Task;
    }

    private void PostChecked(Delegate callback, object? state, WorkKind kind)
    {
        if (!_scheduler.TryPost(callback, state, kind))
            throw HasEnded();
    }

    internal ObjectDisposedException HasEnded() => new(Name, $"The event loop '{Name}' has ended and runs nothing any more.");
}
