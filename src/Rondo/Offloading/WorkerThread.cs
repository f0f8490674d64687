using System.Collections.Concurrent;
using Rondo.Core;

namespace Rondo.Offloading;

/// <summary>A thread that runs one blocking function after the other, and ends when it has had nothing to do for a while.</summary>
/// <remarks>
/// Not the thread pool: it adds a thread or two a second when all of its are blocked, and everything else in the process
/// waits meanwhile. The last idle thread is used first, so that surplus ones time out. The bound is the caller's limiter.
/// </remarks>
internal sealed class WorkerThread
{
    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentStack<WorkerThread> s_idle = new();
    private static int s_lastId;

    private readonly SemaphoreSlim _assigned = new(0);
    private Action? _work;

    private WorkerThread(Action work) => _work = work;

    /// <summary>Runs <paramref name="work"/>, which must not throw, on an idle thread or a new one.</summary>
    /// <exception cref="OutOfMemoryException">The system refuses another thread; <paramref name="work"/> does not run.</exception>
    internal static void Run(Action work)
    {
        while (s_idle.TryPop(out var idle))
        {
            if (Interlocked.CompareExchange(ref idle._work, work, null) is null)
            {
                idle._assigned.Release();
                return;
            }
        }

        var worker = new WorkerThread(work);
        // No execution context: the thread outlives the call that needed it.
        new Thread(worker.RunUntilIdle) { IsBackground = true, Name = $"rondo-worker-{Interlocked.Increment(ref s_lastId)}" }.UnsafeStart();
    }

    private void RunUntilIdle()
    {
        while (true)
        {
            RunGuarded(_work!);
            Volatile.Write(ref _work, null);
            s_idle.Push(this);
            if (_assigned.Wait(s_idleTimeout))
                continue;
            if (Interlocked.CompareExchange(ref _work, Ended, null) is null)
                return;
            _assigned.Wait(); // an assignment came as the timeout ended: its signal is on the way
        }
    }

    private static void RunGuarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception)
        {
            ErrorOutput.Write($"Rondo: an exception escaped on '{Thread.CurrentThread.Name}'; please report this. {exception}");
        }
    }

    private static void Ended()
    {
    }
}
