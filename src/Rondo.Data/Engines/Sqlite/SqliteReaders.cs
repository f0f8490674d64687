using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>The threads that read, each with a connection of its own, in the order in which the calls came.</summary>
/// <remarks>
/// A read from the page cache takes a few microseconds, and waking a thread takes as long. So a loop wakes a thread once a turn,
/// whatever the number of calls in that turn; a thread
/// runs what it finds, and hands the results back together. Threads that have nothing to do for some seconds end.
/// </remarks>
internal sealed class SqliteReaders(SqliteEngine engine, int most) : IAsyncDisposable
{
    private const int MostCalls = 64;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_hold = TimeSpan.FromMilliseconds(0.5);

    [ThreadStatic]
    private static (EventLoop Loop, SqliteReaders Readers)? t_waking; // the loop has a step ahead that wakes a thread

    private readonly ConcurrentQueue<SqliteCall> _calls = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly System.Threading.Lock _lock = new();
    private readonly List<Task> _threads = [];
    private int _sleeping;
    private int _running;
    private int _busy;
    private bool _isClosed;

    internal int Open => Volatile.Read(ref _running);

    internal int Busy => Volatile.Read(ref _busy);

    internal int Waiting => _calls.Count;

    internal async Task<TResult> RunAsync<TResult>(Func<SqliteSession, TResult> work, string text)
    {
        var loop = EventLoop.TryCurrent;
        CancelScope.ThrowIfCanceled();
        var call = new SqliteCall<TResult>(work, text, isOnLoop: loop is not null);
        _calls.Enqueue(call);
        if (loop is null)
        {
            Wake();
            return await call.Task;
        }

        // Another loop may have ended on this thread before its step.
        if (t_waking is not { } waking || waking.Loop != loop || waking.Readers != this)
        {
            t_waking = (loop, this);
            loop.Post(
                static readers =>
                {
                    t_waking = null;
                    ((SqliteReaders)readers!).Wake();
                },
                this);
        }

        try
        {
            return await call.Task.OrCancel();
        }
        finally
        {
            call.Abandon(); // after its end this means nothing
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] threads;
        lock (_lock)
        {
            _isClosed = true;
            threads = [.. _threads];
        }

        _wake.Release(threads.Length + 1);
        await Task.WhenAll(threads);
        RefuseCalls();
    }

    private void RefuseCalls()
    {
        while (_calls.TryDequeue(out var call))
        {
            call.Fail(new ObjectDisposedException("Database"));
            call.Complete();
        }
    }

    private void Wake()
    {
        Interlocked.MemoryBarrier(); // a thread that falls asleep sees the call, or is seen here
        if (_calls.IsEmpty)
            return;
        if (Volatile.Read(ref _sleeping) > 0)
        {
            _wake.Release();
            return;
        }

        lock (_lock)
        {
            if (!_isClosed && _running < most)
            {
                _running++;
                _threads.RemoveAll(static thread => thread.IsCompleted);
                _threads.Add(Start());
            }

            if (!_isClosed)
                return; // or one of those that run finds the call
        }

        RefuseCalls();
    }

    private Task Start()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Serve();
            }
            finally
            {
                ended.SetResult();
            }
        })
        {
            IsBackground = true,
            Name = string.Create(CultureInfo.InvariantCulture, $"rondo-sqlite-{_running}"),
        };
        thread.UnsafeStart();
        return ended.Task;
    }

    private void Serve()
    {
        var slot = new SqliteSlot(engine, isWriter: false);
        var done = new List<SqliteCall>(MostCalls);
        while (true)
        {
            if (_calls.IsEmpty)
            {
                Interlocked.Increment(ref _sleeping);
                var isWoken = !_calls.IsEmpty || _wake.Wait(s_idle);
                Interlocked.Decrement(ref _sleeping);
                lock (_lock)
                {
                    if (_isClosed || (!isWoken && _calls.IsEmpty))
                    {
                        _running--;
                        slot.Close();
                        return;
                    }
                }
            }

            RunCalls(slot, done);
        }
    }

    /// <summary>Runs what is there; results wait for each other, but not for a call that takes long.</summary>
    private void RunCalls(SqliteSlot slot, List<SqliteCall> done)
    {
        var start = Stopwatch.GetTimestamp();
        for (var count = 0; count < MostCalls && _calls.TryDequeue(out var call); count++)
        {
            if (count == 1 && !_calls.IsEmpty)
                Wake(); // there may be enough for another thread
            Interlocked.Increment(ref _busy);
            call.Run(slot);
            Interlocked.Decrement(ref _busy);
            done.Add(call);
            if (Stopwatch.GetElapsedTime(start) > s_hold)
            {
                CompleteAll(done);
                start = Stopwatch.GetTimestamp();
            }
        }

        CompleteAll(done);
    }

    private static void CompleteAll(List<SqliteCall> done)
    {
        foreach (var call in done)
            call.Complete();
        done.Clear();
    }
}
