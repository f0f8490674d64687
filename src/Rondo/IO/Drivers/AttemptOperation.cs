using Rondo.Core;

namespace Rondo.IO.Drivers;

/// <summary>
/// A wait for the moment to try something again, embedded in its socket and reused. Nobody else is at it meanwhile, so it can stop at once.
/// </summary>
internal abstract class AttemptOperation : Operation
{
    /// <summary>Retries at the next turn: for a socket that was ready when its task had used up its budget.</summary>
    private static readonly Action<object?> s_retry = static operation =>
    {
        if (((AttemptOperation)operation!).IsPending)
            ((AttemptOperation)operation).Attempt();
    };

    /// <summary>Tries, and completes the operation unless it would have to wait.</summary>
    internal abstract void Attempt();

    internal void Abort(Exception exception)
    {
        Leave();
        Fail(exception);
    }

    /// <summary>Begins to wait for <see cref="Attempt"/> to be called.</summary>
    /// <param name="context">Not cancelled.</param>
    /// <param name="isReady">It is believed that it need not wait: the attempt only gives way to others first.</param>
    protected void Wait(CancelContext context, bool isReady)
    {
        Begin(context);
        if (isReady)
            context.Scheduler.Ready.Enqueue(s_retry, this, WorkKind.StateAction);
    }

    /// <summary>
    /// Takes the operation off what it waits for, and drops the references to the caller's memory; called once, before it completes.
    /// </summary>
    protected abstract void Leave();

    protected override void OnCancel()
    {
        Leave();
        FailCanceled();
    }
}
