namespace Rondo.Core;

/// <summary>The context that makes <c>await</c> return to the loop: continuations captured on a loop are posted back to it.</summary>
/// <remarks>
/// Installed only around user steps (<see cref="WorkKind.Home"/>). Never paired with a custom <see cref="TaskScheduler"/>:
/// <c>StartNew</c> and <c>ContinueWith</c> would inherit that.
/// </remarks>
internal sealed class HomeContext : SynchronizationContext
{
    private readonly Scheduler _scheduler;
    private readonly bool _refuseBlocking;

    internal HomeContext(Scheduler scheduler, bool refuseBlocking)
    {
        _scheduler = scheduler;
        _refuseBlocking = refuseBlocking;
        SetWaitNotificationRequired();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => _scheduler.PostSurely(d, state, WorkKind.Post | WorkKind.Home);

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Scheduler.Current == _scheduler)
        {
            d(state);
            return;
        }

        using var done = new ManualResetEventSlim();
        Exception? failure = null;
        Post(
            _ =>
            {
                try
                {
                    d(state);
                }
                catch (Exception exception)
                {
                    failure = exception;
                }

                done.Set();
            },
            null);
        done.Wait(); // the contract of Send, off the loop: it returns when the callback has run
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Called by the runtime instead of blocking this thread: the place to notice sync-over-async.</summary>
    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (millisecondsTimeout != 0 && Scheduler.Current == _scheduler)
            SyncOverAsync.Check(_scheduler, _refuseBlocking);
        return base.Wait(waitHandles, waitAll, millisecondsTimeout);
    }
}
