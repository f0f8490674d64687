using System.Collections.Concurrent;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Runs blocking file calls on the thread pool and completes them on the loop.</summary>
/// <remarks>
/// Finished operations travel in a queue of their own: a step posted to a loop that is ending runs on the thread pool, where
/// nothing of the loop may be touched. Such a step finds that it is elsewhere and leaves the queue to <see cref="Drain"/>.
/// </remarks>
internal sealed class WorkerQueue(Scheduler scheduler)
{
    private readonly ConcurrentQueue<WorkerOperation> _finished = new();
    private WorkerFileCall? _pool;
    private int _running;

    internal Scheduler Scheduler { get; } = scheduler;

    internal void Start(WorkerOperation operation)
    {
        _running++;
        Scheduler.BeginExternal();
        ThreadPool.UnsafeQueueUserWorkItem(operation, preferLocal: false);
    }

    internal WorkerFileCall TakeCall()
    {
        if (_pool is not { } call)
            return new WorkerFileCall(this);
        _pool = (WorkerFileCall?)call.Next;
        call.Next = null;
        return call;
    }

    internal void ReturnCall(WorkerFileCall call)
    {
        call.Next = _pool;
        _pool = call;
    }

    /// <summary>Called on the worker's thread.</summary>
    internal void Finished(WorkerOperation operation)
    {
        _finished.Enqueue(operation);
        Scheduler.TryPost(s_complete, this, WorkKind.StateAction);
    }

    /// <summary>Waits for the calls that are being made: their memory is the caller's.</summary>
    internal void Drain()
    {
        var wait = new SpinWait();
        while (_running > 0)
        {
            Complete();
            if (_running > 0)
                wait.SpinOnce();
        }
    }

    private static readonly Action<object?> s_complete = static queue =>
    {
        if (((WorkerQueue)queue!).Scheduler == Scheduler.Current)
            ((WorkerQueue)queue).Complete();
    };

    private void Complete()
    {
        while (_finished.TryDequeue(out var operation))
        {
            _running--;
            Scheduler.EndExternal();
            operation.Complete();
        }
    }
}
