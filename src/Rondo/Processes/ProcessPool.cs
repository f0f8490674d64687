using Rondo.Processes;

namespace Rondo;

/// <summary>
/// Runs functions in worker processes: the same program, started again. Computations neither slow the loops down nor take the
/// process along when they crash
/// or use up memory, and a cancelled one ends at once because its worker is killed.
/// </summary>
/// <remarks>
/// <para>Workers are started ahead, become workers before the program's Main, run one call at a time, and are replaced when they
/// end. Calls wait in the order
/// in which they came. Workers without calls are ended after <see cref="ProcessPoolOptions.IdleTimeout"/>. No worker survives this
/// process.</para>
/// <para>Thread-safe, and for callers on any loop or on none. Linux only.</para>
/// </remarks>
public sealed partial class ProcessPool : IAsyncDisposable
{
    private readonly ProcessPoolOptions _options;
    private readonly System.Threading.Lock _lock = new();
    private readonly HashSet<WorkerProcess> _workers = [];
    private readonly Stack<WorkerProcess> _idle = new();
    private readonly LinkedList<PoolCall> _waiting = new();
    private int _starting;
    private int _busy;
    private long _completed;

    /// <summary>Creates a pool and starts its workers, without waiting for them.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    /// <exception cref="InvalidOperationException">The program was built without the means to become a worker.</exception>
    public ProcessPool(ProcessPoolOptions? options = null)
    {
        _options = options ?? new ProcessPoolOptions();
        _options.Validate();
        WorkerProgram.Verify();
        if (_options.MemoryLimit is not null)
            _memoryTimer = new Timer(static pool => ((ProcessPool)pool!).CheckMemory(), this, s_memoryInterval, s_memoryInterval);
        _idleTimer = _clock.CreateTimer(
            static pool => ((ProcessPool)pool!).EndIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _wanted = _options.Workers + _options.Spares;
        lock (_lock)
            StartMissing();
        ProcessPoolMeter.Add(this);
    }

    /// <summary>A snapshot. Any thread.</summary>
    public ProcessPoolStatistics Statistics
    {
        get
        {
            lock (_lock)
                return new(_idle.Count, _busy, _starting, _waiting.Count, _completed, _started, _crashed);
        }
    }

    /// <summary>The call that a worker runs; null when it has been cancelled.</summary>
    internal PoolCall? CallOf(WorkerProcess worker)
    {
        lock (_lock)
            return worker.Call;
    }

    /// <summary>Takes a call out of the pool because its caller no longer waits. Kills the worker that runs it.</summary>
    /// <returns>False if the call had ended.</returns>
    internal bool Abandon(PoolCall call)
    {
        WorkerProcess? worker;
        lock (_lock)
        {
            worker = call.Worker;
            if (call.Node is { } node)
                Leave(node);
            else if (worker is not null)
                End(worker);
            else
                return false;
            NoteProgress();
        }

        worker?.Kill();
        call.Release();
        Pump();
        return true;
    }

    /// <summary>Ends a call with what its worker has answered, and frees the worker.</summary>
    internal void OnAnswered(WorkerProcess worker, PoolCall call, Exception? failure)
    {
        var isSpent = IsSpent(worker);
        lock (_lock)
        {
            if (call.Worker != worker)
                return; // cancelled meanwhile
            _completed++;
            if (isSpent)
            {
                End(worker);
            }
            else
            {
                Detach(worker);
                Rest(worker);
            }

            NoteProgress();
        }

        call.Release();
        Pump();
        if (isSpent)
            worker.Retire();
        call.End(failure);
    }

    /// <summary>Puts a call back at the front that its worker cannot have begun.</summary>
    internal void OnNotSent(WorkerProcess worker, PoolCall call)
    {
        lock (_lock)
        {
            if (call.Worker != worker)
                return;
            End(worker);
            _crashed++;
            call.Node = _waiting.AddFirst(call);
        }

        call.Release();
        worker.Kill();
        Pump();
    }

    private async Task<T> RunAsync<T>(PoolCall<T> call, CancellationToken cancellationToken)
    {
        var isOnLoop = EventLoop.TryCurrent is not null;
        if (isOnLoop)
            CancelScope.ThrowIfCanceled();
        cancellationToken.ThrowIfCancellationRequested();
        Enqueue(call);
        Pump();
        using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                if (Abandon(call))
                    call.Cancel(token);
            },
            null);
        if (!isOnLoop)
            return await call.Task.ConfigureAwait(false);
        try
        {
            return await call.Task.OrCancel();
        }
        catch (OperationCanceledException)
        {
            Abandon(call);
            throw;
        }
    }

    private void Enqueue(PoolCall call)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            var isNext = _waiting.Count == 0 && _idle.Count > 0 && _busy < _options.Workers;
            if (_waiting.Count >= _options.QueueLimit && !isNext)
                throw new ProcessPoolFullException(_options.QueueLimit);
            call.Node = _waiting.AddLast(call);
            _wanted = Math.Max(_wanted, Needed);
            StartMissing();
        }
    }

    /// <summary>Gives waiting calls to idle workers.</summary>
    private void Pump()
    {
        while (true)
        {
            WorkerProcess worker;
            PoolCall call;
            lock (_lock)
            {
                if (_waiting.First is not { } first || _busy >= _options.Workers || !_idle.TryPop(out worker!))
                    return;
                call = first.Value;
                Leave(first);
                (call.Worker, worker.Call) = (worker, call);
                worker.State = WorkerState.Busy;
                worker.Calls++;
                _busy++;
            }

            worker.Send(call);
        }
    }

    private void Leave(LinkedListNode<PoolCall> node)
    {
        _waiting.Remove(node);
        node.Value.Node = null;
    }

    /// <summary>Separates a busy worker from its call.</summary>
    private PoolCall? Detach(WorkerProcess worker)
    {
        var call = worker.Call;
        worker.Call = null;
        if (call is not null)
            call.Worker = null;
        _busy--;
        return call;
    }
}
