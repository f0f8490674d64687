using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo.Server.Transport.Pipes;

/// <summary>
/// Where the one task that serves an end of a pipe waits. It looks first whether there is something to do, so that setting
/// the signal while no task waits can do nothing. Used on the loop.
/// </summary>
/// <remarks>
/// When the loop has ended, its tasks and those who wake them resume on the thread pool, at the same time: only then is a
/// signal remembered, at the price of a wakeup for nothing.
/// </remarks>
internal sealed class PlumbingSignal(Scheduler scheduler) : ICriticalNotifyCompletion
{
    private static readonly Action s_remembered = static () => { };

    private Action? _waiting;

    public bool IsCompleted => false;

    public PlumbingSignal GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (Scheduler.Current == scheduler)
        {
            _waiting = continuation;
        }
        else if (Interlocked.CompareExchange(ref _waiting, continuation, null) is not null)
        {
            Volatile.Write(ref _waiting, null);
            scheduler.RunElsewhere(new WorkItem(continuation, null, WorkKind.Action));
        }
    }

    /// <summary>Resumes the one who waits, in a step of its own.</summary>
    internal void Set()
    {
        if (Scheduler.Current == scheduler)
        {
            if (_waiting is { } continuation)
            {
                _waiting = null;
                scheduler.Ready.Enqueue(continuation, null, WorkKind.Action);
            }
        }
        else if (Interlocked.Exchange(ref _waiting, s_remembered) is { } continuation && continuation != s_remembered)
        {
            scheduler.RunElsewhere(new WorkItem(continuation, null, WorkKind.Action));
        }
    }
}
