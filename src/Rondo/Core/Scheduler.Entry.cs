namespace Rondo.Core;

/// <summary>Entry from other threads: a multi-producer queue and one coalesced wakeup.</summary>
internal sealed partial class Scheduler
{
    private const int Awake = 0;
    private const int Waiting = 1;
    private const int Woken = 2;

    /// <summary>Queues a step from any thread. False when the loop has ended and will never run it.</summary>
    internal bool TryPost(Delegate callback, object? state, WorkKind kind)
    {
        if (t_current == this)
        {
            QueueOf(kind).Enqueue(callback, state, kind);
            return true;
        }

        if (IsClosed)
            return false;
        _entry.Enqueue(new WorkItem(callback, state, kind));
        WakeIfWaiting();
        return !IsClosed || !ReclaimEntry();
    }

    /// <summary>Queues a step that has to run in any case: on the thread pool, when the loop has ended.</summary>
    internal void PostSurely(Delegate callback, object? state, WorkKind kind)
    {
        if (!TryPost(callback, state, kind))
            RunElsewhere(new WorkItem(callback, state, kind));
    }

    /// <summary>Runs a step of the loop's: now if that is here, else there; or on the thread pool, when the loop has ended.</summary>
    internal void RunOnLoop(Action<object?> step, object state)
    {
        if (!TryRunOnLoop(step, state))
            RunElsewhere(new WorkItem(step, state, WorkKind.StateAction));
    }

    /// <summary>Runs a step of the loop's: now if that is here, else there. False when the loop has ended and will never run it.</summary>
    internal bool TryRunOnLoop(Action<object?> step, object state)
    {
        if (t_current != this)
            return TryPost(step, state, WorkKind.StateAction);
        step(state);
        return true;
    }

    /// <summary>
    /// One wakeup for any number of posts: only the poster that moves the loop from waiting to woken makes the system call.
    /// The full fence between publishing the item and reading the state pairs with the one in <see cref="Idle"/>.
    /// </summary>
    internal void WakeIfWaiting()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state) == Waiting && Interlocked.CompareExchange(ref _state, Woken, Waiting) == Waiting)
            Driver.Wake();
    }

    private void TakeEntries()
    {
        while (_entry.TryDequeue(out var item))
            QueueOf(item.Kind).Enqueue(item.Callback, item.State, item.Kind);
    }

    private RunQueue QueueOf(WorkKind kind) => (kind & WorkKind.Delivery) == 0 ? Ready : Deliveries;

    /// <summary>
    /// A post that raced with the loop's end: what is still in the queue will not be run by the loop, so that the loser of
    /// the race runs it on the thread pool rather than lose it.
    /// </summary>
    private bool ReclaimEntry()
    {
        while (_entry.TryDequeue(out var item))
            RunElsewhere(item);
        return false;
    }

    /// <summary>
    /// Runs a step of a loop that has ended on the thread pool: a continuation that is never run loses a task. Any thread.
    /// </summary>
    /// <remarks>An exception that escapes there would end the process, and the loop's handler ended with the loop.</remarks>
    internal void RunElsewhere(WorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(
        static step =>
        {
            try
            {
                Invoke(step.Item);
            }
            catch (Exception exception)
            {
                step.Scheduler.WriteEscaped(exception);
            }
        },
        (Scheduler: this, Item: item),
        preferLocal: false);

    /// <summary>
    /// Hands an exception that escaped on another thread to the loop's handler; writes it to standard error when the loop has
    /// ended. Any thread.
    /// </summary>
    internal void Report(Exception exception)
    {
        if (t_current == this)
            Unhandled(exception);
        else if (!TryPost((Action)(() => Unhandled(exception)), null, WorkKind.Action))
            WriteEscaped(exception);
    }

    private void WriteEscaped(Exception exception) =>
        ErrorOutput.Write($"Rondo: an exception escaped after the loop '{Owner}' had ended: {exception}");
}
