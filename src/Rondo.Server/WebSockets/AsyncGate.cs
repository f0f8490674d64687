using Rondo.Core;

namespace Rondo.Server.WebSockets;

/// <summary>Lets one in at a time, in the order of asking. Costs nothing where nobody waits. Any thread.</summary>
internal sealed class AsyncGate
{
    /// <summary>Who is inside and who wants to be.</summary>
    private int _count;
    private Queue<TaskCompletionSource>? _waiting;

    /// <summary>Times that somebody left while the next one had counted itself and not yet queued.</summary>
    private int _passes;

    /// <summary>Goes in if nobody is inside.</summary>
    internal bool TryEnter() => Interlocked.CompareExchange(ref _count, 1, 0) == 0;

    /// <summary>Whether somebody is inside.</summary>
    internal bool IsEntered => Volatile.Read(ref _count) > 0;

    internal ValueTask EnterAsync()
    {
        if (Interlocked.Increment(ref _count) == 1)
            return default;
        lock (this)
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

    /// <summary>Leaves; who waits next goes on here and now.</summary>
    internal void Exit()
    {
        if (Interlocked.Decrement(ref _count) == 0)
            return;
        TaskCompletionSource? next = null;
        lock (this)
        {
            if (_waiting is null || !_waiting.TryDequeue(out next))
                _passes++;
        }

        if (next is not null)
            Handover.Run(static next => next.SetResult(), next);
    }
}
