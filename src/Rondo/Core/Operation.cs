using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Rondo.Core;

/// <summary>
/// Something that a task on a loop waits for: a reusable value-task source that is registered with a cancel context while
/// it waits and resumes its awaiter through the run queue. Every member belongs to the loop's thread.
/// </summary>
/// <remarks>
/// Why not <see cref="ManualResetValueTaskSourceCore{TResult}"/>: with a captured context it posts, and allocates, even
/// when it completes on the right thread. Here the awaiter's wish for its context becomes one bit of the queued step.
/// The exception of a failed operation shares a field with the continuation's state, whose lives do not overlap; with the
/// timer's index in the base a sleeping operation is 72 bytes.
/// <para>Life: <see cref="Begin"/>, then exactly one of <see cref="Succeed"/> and <see cref="Fail"/>, then
/// <see cref="End"/> from GetResult, after which it may be used again.</para>
/// </remarks>
internal abstract class Operation : TimerNode
{
    internal CancelContext? Context;
    internal Operation? Previous;
    internal Operation? Next;

    private Action<object?>? _continuation;
    private object? _stateOrException;
    private short _version;
    private OperationStatus _status;
    private bool _home;

    internal short Version => _version;

    internal OperationStatus Status => _status;

    internal bool IsPending => _status is OperationStatus.Pending or OperationStatus.Canceling;

    internal Scheduler Scheduler => Context!.Scheduler;

    /// <summary>Starts waiting in <paramref name="context"/>. The caller has checked that it is not cancelled.</summary>
    protected void Begin(CancelContext context)
    {
        Debug.Assert(_status == OperationStatus.Idle, "An operation was started twice.");
        Debug.Assert(context.Scheduler == Scheduler.Current, "An operation was started off its loop.");
        _status = OperationStatus.Pending;
        context.Register(this);
    }

    /// <summary>Begins the cancellation of a waiting operation; called by its context.</summary>
    internal void Cancel()
    {
        if (_status != OperationStatus.Pending)
            return;
        _status = OperationStatus.Canceling;
        OnCancel();
    }

    /// <summary>
    /// Stops what was begun: either at once, by calling <see cref="FailCanceled"/>, or by asking the driver, whose final
    /// completion then calls <see cref="Succeed"/> or <see cref="FailCanceled"/> according to what really happened.
    /// </summary>
    protected abstract void OnCancel();

    internal override void OnTimer()
    {
    }

    /// <summary>Ends the wait with success and schedules the awaiter.</summary>
    internal void Succeed() => Complete(OperationStatus.Succeeded, null);

    /// <summary>Ends the wait with an exception and schedules the awaiter.</summary>
    internal void Fail(Exception exception) => Complete(OperationStatus.Failed, exception);

    /// <summary>Ends the wait because the context was cancelled: the operation did not happen.</summary>
    protected void FailCanceled() => Complete(OperationStatus.Failed, Context!.CreateException());

    private void Complete(OperationStatus status, Exception? exception)
    {
        Debug.Assert(IsPending, "An operation was completed twice.");
        var context = Context!;
        context.Unregister(this);
        _status = status;
        var continuation = _continuation;
        var state = _stateOrException;
        _continuation = null;
        _stateOrException = exception;
        if (continuation is not null)
            context.Scheduler.Ready.Enqueue(continuation, state, _home ? WorkKind.StateAction | WorkKind.Home : WorkKind.StateAction);
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        CheckToken(token);
        return _status switch
        {
            OperationStatus.Succeeded => ValueTaskSourceStatus.Succeeded,
            OperationStatus.Failed => _stateOrException is OperationCanceledException ? ValueTaskSourceStatus.Canceled
                : ValueTaskSourceStatus.Faulted,
            _ => ValueTaskSourceStatus.Pending,
        };
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        CheckToken(token);
        var home = Awaiting.ContextOf(flags) is not null;
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            (continuation, state) = Awaiting.Flow(continuation, state);
        if (!IsPending)
        {
            Context!.Scheduler.Ready.Enqueue(continuation, state, home ? WorkKind.StateAction | WorkKind.Home : WorkKind.StateAction);
            return;
        }

        if (_continuation is not null)
            throw Awaiting.AlreadyAwaited("operation");
        _home = home;
        _continuation = continuation;
        _stateOrException = state;
    }

    /// <summary>Closes the operation for its awaiter and makes it ready for another use; throws what it failed with.</summary>
    protected void End(short token)
    {
        CheckToken(token);
        if (IsPending || _status == OperationStatus.Idle)
            throw Awaiting.NotCompleted("operation");
        var exception = _status == OperationStatus.Failed ? (Exception)_stateOrException! : null;
        _stateOrException = null;
        _continuation = null;
        _status = OperationStatus.Idle;
        _version++;
        Recycle();
        if (exception is not null)
            Throw(Explain(exception));
    }

    /// <summary>The exception that the awaiter sees: a place to say more than the driver knew.</summary>
    protected virtual Exception Explain(Exception exception) => exception;

    /// <summary>Called once the awaiter has its answer: pooled operations go back to their pool here.</summary>
    protected virtual void Recycle()
    {
    }

    private void CheckToken(short token) => Awaiting.Check(token, _version);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(Exception exception) => ExceptionDispatchInfo.Throw(exception);
}
