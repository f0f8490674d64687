using Rondo.Core;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>A wait for readiness. An attempt is the system call, of which the kernel knows nothing before.</summary>
internal abstract class EpollOperation(EpollSocket socket) : AttemptOperation
{
    protected EpollSocket Socket { get; } = socket;

    /// <inheritdoc cref="AttemptOperation.Wait"/>
    protected new void Wait(CancelContext context, bool isReady)
    {
        Socket.Driver.CountStart();
        base.Wait(context, isReady);
    }

    protected sealed override void Leave()
    {
        Socket.Remove(this);
        Socket.Driver.CountEnd();
        Release();
    }

    /// <summary>Drops the references to the caller's memory.</summary>
    protected abstract void Release();

    protected override Exception Explain(Exception exception) => Socket.Explain(exception);
}
