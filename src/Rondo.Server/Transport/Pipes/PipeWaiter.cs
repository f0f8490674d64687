using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Server.Transport.Pipes;

/// <summary>The one who waits at the app's end of a pipe: a reusable value-task source without locks.</summary>
/// <remarks>
/// Whether somebody waits is known to the loop alone. A wait that begins on another thread notifies the loop, which
/// looks again whether waiting is over: so the loop, which does nearly all of the waking, needs neither lock nor fence.
/// When the loop has ended, its steps run on the thread pool, and a lock takes its place.
/// </remarks>
internal sealed class PipeWaiter(Scheduler scheduler, IPipeEnd end)
{
    private static readonly Action<object?> s_arm = static self => ((PipeWaiter)self!).Arm();
    private static readonly Action<object?> s_wake = static self => ((PipeWaiter)self!).Wake();
    private static readonly Lock s_afterTheLoop = new();
    private static readonly Action<object?> s_cancel = static self => ((PipeWaiter)self!).CancelPending();

    private Action<object?>? _continuation;
    private object? _state;
    private SynchronizationContext? _context;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private int _canceled;
    private short _version;
    private bool _isArmed;

    /// <summary>Whether a cancellation has been asked for that nobody has seen yet.</summary>
    internal bool IsCanceled => Volatile.Read(ref _canceled) != 0;

    /// <summary>Begins an operation that is not ready.</summary>
    internal short Begin(CancellationToken token)
    {
        if (_continuation is not null)
            throw new InvalidOperationException(
                "An operation on this end of the connection's pipe is already awaited: await one at a time.");
        if (_token.CanBeCanceled)
            _registration.Dispose();
        _token = token;
        if (token.CanBeCanceled)
            _registration = token.UnsafeRegister(s_cancel, this);

        return _version;
    }

    internal ValueTaskSourceStatus GetStatus(short version)
    {
        Awaiting.Check(version, _version);
        return end.IsReady ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    internal void OnCompleted(Action<object?> continuation, object? state, short version, ValueTaskSourceOnCompletedFlags flags)
    {
        Awaiting.Check(version, _version);
        if (_continuation is not null)
            throw Awaiting.AlreadyAwaited("operation");
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            (continuation, state) = Awaiting.Flow(continuation, state);
        _context = Awaiting.ContextOf(flags);
        _state = state;
        _continuation = continuation;
        if (Scheduler.Current == scheduler)
            ArmHere();
        else
            scheduler.PostSurely(s_arm, this, WorkKind.StateAction);
    }

    /// <summary>Closes the operation for its awaiter.</summary>
    /// <param name="version">From <see cref="Begin"/>.</param>
    /// <returns>Whether it was cancelled.</returns>
    /// <exception cref="OperationCanceledException">It was, and by its token.</exception>
    internal bool End(short version)
    {
        Awaiting.Check(version, _version);
        if (!end.IsReady)
            throw Awaiting.NotCompleted("operation");
        _version++;
        if (!_token.CanBeCanceled)
            return TakeCancellation();
        // Disposing waits for a callback under way, so that it cannot cancel the next operation.
        _registration.Dispose();
        var token = _token;
        (_token, _registration) = (default, default);
        var canceled = TakeCancellation();
        if (canceled)
            token.ThrowIfCancellationRequested();
        return canceled;
    }

    internal bool TakeCancellation() => Volatile.Read(ref _canceled) != 0 && Interlocked.Exchange(ref _canceled, 0) != 0;

    /// <summary>Ends the operation that waits, or the next one. Any thread.</summary>
    internal void CancelPending()
    {
        Interlocked.Exchange(ref _canceled, 1);
        if (Scheduler.Current == scheduler)
            WakeHere();
        else
            scheduler.PostSurely(s_wake, this, WorkKind.StateAction);
    }

    /// <summary>Resumes who waits if waiting is over, in a step of its own. On the loop, or when it has ended.</summary>
    internal void Wake()
    {
        if (Scheduler.Current == scheduler)
        {
            WakeHere();
            return;
        }

        lock (s_afterTheLoop)
            WakeHere();
    }

    /// <summary>The same, but at once where it may: by the loop's plumbing, at the end of what it does.</summary>
    internal void WakeAtOnce()
    {
        if (_isArmed && _context is null && Scheduler.Current == scheduler && SynchronizationContext.Current is null && end.IsReady)
        {
            var (continuation, state) = Take();
            continuation(state);
        }
        else
        {
            Wake();
        }
    }

    private void WakeHere()
    {
        if (_isArmed && end.IsReady)
            Resume();
    }

    private void Arm()
    {
        if (Scheduler.Current == scheduler)
        {
            ArmHere();
            return;
        }

        lock (s_afterTheLoop)
            ArmHere();
    }

    private void ArmHere()
    {
        _isArmed = true;
        if (end.IsReady)
            Resume();
        else
            end.OnWaiting();
    }

    private void Resume()
    {
        var context = _context;
        var (continuation, state) = Take();
        Awaiting.Resume(scheduler, continuation, state, context);
    }

    private (Action<object?> Continuation, object? State) Take()
    {
        var taken = (_continuation!, _state);
        _isArmed = false;
        (_continuation, _state, _context) = (null, null, null);
        return taken;
    }
}
