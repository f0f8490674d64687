using Rondo.Core;

namespace Rondo.Offloading;

/// <summary>One function on a worker thread, and the loop that waits for it.</summary>
internal abstract class OffloadCall(EventLoop loop)
{
    [ThreadStatic]
    private static OffloadCall? t_current;

    private int _outstanding;
    private volatile bool _abandoned;

    /// <summary>The call that the calling worker thread runs; null on any other thread.</summary>
    internal static OffloadCall? Current => t_current;

    protected EventLoop Loop => loop;

    /// <summary>
    /// Runs the function on the loop while the worker waits. The loop's clock continues meanwhile: nothing happens off the loop.
    /// </summary>
    internal T RunOnLoop<T>(Func<Task<T>> function)
    {
        ThrowIfAbandoned();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = ExecutionContext.Capture(); // with the ambient scope of whoever offloaded the call
        loop.Post(() =>
        {
            EndExternal();
            if (context is null)
                _ = Relay();
            else
                ExecutionContext.Run(context, static relay => _ = ((Func<Task>)relay!)(), (Func<Task>)Relay);
        });
        return done.Task.GetAwaiter().GetResult();

        async Task Relay()
        {
            try
            {
                ThrowIfAbandoned();
                CancelScope.ThrowIfCanceled();
                var result = await function();
                BeginExternal();
                done.SetResult(result);
            }
            catch (Exception exception)
            {
                BeginExternal();
                done.SetException(exception);
            }
        }
    }

    protected void Abandon()
    {
        _abandoned = true;
        EndExternal();
    }

    /// <summary>
    /// While it is outstanding the loop's virtual time stands still. Balanced whatever the order in which a call ends and is abandoned.
    /// </summary>
    protected void BeginExternal()
    {
        if (!_abandoned && Interlocked.Exchange(ref _outstanding, 1) == 0)
            loop.Scheduler.BeginExternal();
    }

    protected void EndExternal()
    {
        if (Interlocked.Exchange(ref _outstanding, 0) == 1)
            loop.Scheduler.EndExternal();
    }

    protected abstract void Invoke();

    /// <summary>The worker thread's part.</summary>
    protected void RunHere()
    {
        t_current = this;
        try
        {
            Invoke();
        }
        finally
        {
            t_current = null;
        }
    }

    private void ThrowIfAbandoned()
    {
        if (_abandoned)
            throw new OperationCanceledException("The offloaded call was abandoned: its caller was cancelled and continued without it.");
    }
}
