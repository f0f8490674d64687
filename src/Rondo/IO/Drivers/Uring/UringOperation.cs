using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>An awaited request of a socket: one submission at a time, repeated where the kernel did only part of it.</summary>
internal abstract class UringOperation(UringSocket socket) : Operation, IUringTarget
{
    private ulong _userData;
    private bool _polls;

    protected UringSocket Socket { get; private protected set; } = socket;

    protected UringDriver Driver => Socket.Driver;

    /// <summary>Whether the kernel has the request.</summary>
    protected bool IsSubmitted { get; private set; }

    void IUringTarget.Complete(int result, uint flags)
    {
        IsSubmitted = false;
        var isTransient = result is -Errno.EINTR or -Errno.EAGAIN || (_polls && result >= 0);
        // The description is somebody else's too, who has set O_NONBLOCK: the kernel does not wait then, and a poll has to.
        _polls = result == -Errno.EAGAIN;
        var isDone = !isTransient && IsDone(result);
        if (!isDone && Status == OperationStatus.Pending && Socket.Fd >= 0 && !Driver.IsDraining)
        {
            Submit();
        }
        else
        {
            Leave();
            if (result >= 0 && isDone)
                Finish(result);
            else
                FailWith(isDone ? -result : Errno.ECANCELED);
            Ended();
        }

        Socket.Ended();
    }

    /// <summary>Notes progress, and says whether that was all; if not, the rest is submitted again.</summary>
    protected virtual bool IsDone(int result) => true;

    /// <summary>Called when the operation is complete, for users who do not await it.</summary>
    protected virtual void Ended()
    {
    }

    /// <summary>Completes the operation.</summary>
    /// <param name="result">Not negative.</param>
    protected abstract void Finish(int result);

    /// <summary>The events after which a request that did not wait is made again.</summary>
    protected virtual uint Readiness => Constants.EpollIn | Constants.EpollRdHup;

    /// <summary>Writes the request.</summary>
    protected abstract unsafe void Prepare(Sqe* sqe);

    /// <summary>Gives up the pinned memory and the references to it.</summary>
    protected abstract void Release();

    /// <summary>The name of the call, for errors.</summary>
    protected abstract string What { get; }

    protected void Start(CancelContext context)
    {
        Begin(context);
        Driver.CountStart();
    }

    protected unsafe void Submit()
    {
        // Safety: what Prepare points to stays until Release, which only the final completion calls; a poll points to nothing.
        var sqe = Driver.Submit(this, out _userData);
        if (_polls)
            (sqe->Opcode, sqe->Fd, sqe->OperationFlags) = (Sqe.PollAdd, Socket.Fd, Readiness);
        else
            Prepare(sqe);
        IsSubmitted = true;
        Socket.Started();
    }

    protected void Leave()
    {
        _polls = false;
        Driver.CountEnd();
        Release();
    }

    /// <summary>Completes the operation with the error that it really met.</summary>
    protected void FailWith(int errno)
    {
        if (errno != Errno.ECANCELED)
            Fail(Errno.Socket(errno, What));
        else if (Status == OperationStatus.Canceling)
            FailCanceled(); // first: whoever cancels a group often closes its sockets before the kernel has answered
        else if (Socket.Fd < 0)
            Fail(SocketMisuse.Closed());
        else if (Driver.IsDraining)
            Fail(SocketMisuse.LoopEnded(Driver.Scheduler));
        else
            Fail(Errno.Socket(errno, What));
    }

    protected override Exception Explain(Exception exception) => Socket.Explain(exception);

    protected override void OnCancel() => Driver.Cancel(_userData);
}
