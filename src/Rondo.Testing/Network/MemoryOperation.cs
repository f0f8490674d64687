using System.Net.Sockets;
using Rondo.Core;

namespace Rondo.Testing.Network;

/// <summary>A wait on a <see cref="MemoryPipe"/>, embedded in its socket and reused. It can stop at once.</summary>
internal abstract class MemoryOperation(MemorySocket socket) : Operation
{
    private static readonly Action<object?> s_retry = static operation =>
    {
        if (((MemoryOperation)operation!).IsPending)
            ((MemoryOperation)operation).Attempt();
    };

    /// <summary>Moves bytes, and completes the operation if that is all it waited for.</summary>
    internal abstract void Attempt();

    internal void Abort(Exception exception)
    {
        Leave();
        Fail(exception);
    }

    /// <param name="context">Not cancelled.</param>
    /// <param name="isReady">It could go on at once, and only gives way to others first.</param>
    protected void Wait(CancelContext context, bool isReady)
    {
        Begin(context);
        if (isReady)
            context.Scheduler.Ready.Enqueue(s_retry, this, WorkKind.StateAction);
    }

    protected void Complete(SocketError error)
    {
        Leave();
        if (error == SocketError.Success)
            Succeed();
        else
            Fail(new SocketException((int)error));
    }

    /// <summary>Takes the operation off its pipe and drops the caller's memory.</summary>
    protected abstract void Leave();

    protected override Exception Explain(Exception exception) => socket.Explain(exception);

    protected override void OnCancel()
    {
        Leave();
        FailCanceled();
    }
}
