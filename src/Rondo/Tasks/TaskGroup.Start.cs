using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Rondo.Core;

namespace Rondo;

/// <summary>Starting tasks.</summary>
public sealed partial class TaskGroup
{
    private bool _cutOff;

    /// <summary>Starts a task in the group. It runs at once, on the caller's stack, to its first await that suspends.</summary>
    /// <param name="task">The work to run; its failure cancels the group.</param>
    /// <param name="name">A name for the task tree; default: the method's own.</param>
    /// <returns>A handle that may be awaited, or ignored.</returns>
    /// <exception cref="InvalidOperationException">The group has ended, or the caller is on another thread.</exception>
    [OverloadResolutionPriority(1)]
    public TaskHandle Start(Func<Task> task, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var slot = OpenSlot(name);
        return new TaskHandle(Fill(slot, Run(task, slot)));
    }

    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    public TaskHandle Start(Func<ValueTask> task, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var slot = OpenSlot(name);
        return new TaskHandle(Fill(slot, Run(task, slot)));
    }

    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    [OverloadResolutionPriority(1)]
    public TaskHandle<T> Start<T>(Func<Task<T>> task, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var slot = OpenSlot(name);
        return new TaskHandle<T>((Task<T>)Fill(slot, Run(task, slot)));
    }

    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    public TaskHandle<T> Start<T>(Func<ValueTask<T>> task, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Start(() => task().AsTask(), name);
    }

    /// <summary>
    /// Starts a task and waits until it says that it is ready (trio's <c>nursery.start</c>): a server that has bound its port,
    /// a consumer that has subscribed.
    /// </summary>
    /// <param name="task">Calls <see cref="ReadySignal{T}.Ready"/> once, and continues as a task of the group.</param>
    /// <param name="name">A name for the task tree.</param>
    /// <returns>The value that the task was ready with.</returns>
    /// <exception cref="InvalidOperationException">The task ended without saying that it is ready.</exception>
    /// <remarks>
    /// A failure before readiness is thrown here, once, and does not cancel the group. If the caller is cancelled before the
    /// task is ready, the task is cancelled as well, and waited for; once it is ready, its value is returned in any case.
    /// </remarks>
    public async Task<T> StartAsync<T>(Func<ReadySignal<T>, Task> task, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var signal = new ReadySignal<T>();
        CancelScope? scope = null;
        TaskHandle child = Start(
            () => CancelScope.RunAsync(async inner =>
            {
                scope = inner;
                try
                {
                    await task(signal);
                    signal.Ended(null);
                }
                catch (Exception exception) when (signal.Ended(exception))
                {
                    // Before readiness the failure belongs to whoever waits in StartAsync.
                }
            }),
            name);
        try
        {
            return await signal.Wait();
        }
        catch (OperationCanceledException) when (signal.IsReady)
        {
            return await signal.Task; // the task continues: whoever started it has to learn its value
        }
        catch (OperationCanceledException) when (!signal.IsDecided)
        {
            scope!.Cancel("StartAsync was cancelled before the task was ready");
            await child.AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (signal.Failure is { } failure and not OperationCanceledException)
                ExceptionDispatchInfo.Throw(failure);
            throw;
        }
    }

    private async Task Run(Func<Task> task, int slot)
    {
        EnterScope();
        try
        {
            await task();
        }
        catch (Exception exception) when (EndsFailed(exception, slot))
        {
            throw;
        }
        finally
        {
            CloseSlot(slot);
        }
    }

    private async Task Run(Func<ValueTask> task, int slot)
    {
        EnterScope();
        try
        {
            await task();
        }
        catch (Exception exception) when (EndsFailed(exception, slot))
        {
            throw;
        }
        finally
        {
            CloseSlot(slot);
        }
    }

    private async Task<T> Run<T>(Func<Task<T>> task, int slot)
    {
        EnterScope();
        try
        {
            return await task();
        }
        catch (Exception exception) when (EndsFailed(exception, slot))
        {
            throw;
        }
        finally
        {
            CloseSlot(slot);
        }
    }

    /// <summary>A task belongs to the group's scope even if it was started from within a narrower one.</summary>
    private void EnterScope()
    {
        if (CancelContext.Ambient != _scope)
            CancelContext.Ambient = _scope;
    }

    /// <summary>Notes a child's failure; a filter, so it runs before the child unwinds further. Always false.</summary>
    private bool EndsFailed(Exception exception, int slot)
    {
        if (exception is OperationCanceledException && _scope.IsCanceled)
        {
            _cutOff = true;
        }
        else
        {
            (_faultedSlots ??= []).Add(slot);
            AddFailure(exception);
        }

        return false;
    }
}
