using Rondo.Core;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>A wait for readiness, embedded in its socket and reused. The kernel knows nothing of it, so it can stop at once.</summary>
internal abstract class EpollOperation(EpollSocket socket) : Operation
{
    /// <summary>Retries at the next turn: for a socket that was ready when its task had used up its budget.</summary>
    private static readonly Action<object?> s_retry = static operation =>
    {
        if (((EpollOperation)operation!).IsPending)
            ((EpollOperation)operation).Attempt();
    };

    protected EpollSocket Socket { get; } = socket;

    /// <summary>Makes the system call, and completes the operation unless the call would block.</summary>
    internal abstract void Attempt();

    internal void Abort(Exception exception)
    {
        Leave();
        Fail(exception);
    }

    /// <summary>Begins to wait for <see cref="Attempt"/> to be called.</summary>
    /// <param name="context">Not cancelled.</param>
    /// <param name="isReady">The socket is believed to be ready: the attempt only gives way to others first.</param>
    protected void Wait(CancelContext context, bool isReady)
    {
        Begin(context);
        Socket.Driver.CountStart();
        if (isReady)
            Socket.Scheduler.Ready.Enqueue(s_retry, this, WorkKind.StateAction);
    }

    /// <summary>Takes the operation off its socket; called once, before it completes.</summary>
    protected void Leave()
    {
        Socket.Remove(this);
        Socket.Driver.CountEnd();
        Release();
    }

    /// <summary>Drops the references to the caller's memory.</summary>
    protected abstract void Release();

    protected override Exception Explain(Exception exception) => Socket.Explain(exception);

    protected override void OnCancel()
    {
        Leave();
        FailCanceled();
    }
}
