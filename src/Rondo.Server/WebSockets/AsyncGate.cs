using Rondo.Core;

namespace Rondo.Server.WebSockets;

/// <summary>Lets one in at a time, in the order of asking. Costs nothing where no caller waits. Any thread.</summary>
/// <remarks>
/// A field of whoever it belongs to, never to be copied: each socket has two. A caller waits under a lock of that owner, which is
/// held for no more than that.
/// </remarks>
internal struct AsyncGate
{
    /// <summary>The holder and the waiters.</summary>
    private int _count;
    private Queue<TaskCompletionSource>? _waiting;

    /// <summary>Times that somebody left while the next one had counted itself and not yet queued.</summary>
    private int _passes;

    /// <summary>Goes in if nobody is inside.</summary>
    internal bool TryEnter() => Interlocked.CompareExchange(ref _count, 1, 0) == 0;

    /// <summary>Whether somebody is inside.</summary>
    internal readonly bool IsEntered => Volatile.Read(in _count) > 0;

    internal ValueTask EnterAsync(object key)
    {
        if (Interlocked.Increment(ref _count) == 1)
            return default;
        lock (key)
        {
            if (_passes > 0)
            {
                _passes--;
                return default;
            }

            var waiter = new TaskCompletionSource();
            (_waiting ??= new Queue<TaskCompletionSource>()).Enqueue(waiter);
            return new ValueTask(waiter.Task);
        }
    }

    /// <summary>Leaves; who waits next continues here and now.</summary>
    internal void Exit(object key)
    {
        if (Interlocked.Decrement(ref _count) == 0)
            return;
        TaskCompletionSource? next = null;
        lock (key)
        {
            if (_waiting is null || !_waiting.TryDequeue(out next))
                _passes++;
        }

        if (next is not null)
            Handover.Run(static next => next.SetResult(), next);
    }
}
