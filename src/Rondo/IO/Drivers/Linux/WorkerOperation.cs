using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>One blocking file call. Cancelled before a worker takes it, it does not happen; after that its outcome counts.</summary>
internal abstract class WorkerOperation(WorkerQueue queue) : Operation, IThreadPoolWorkItem
{
    private const int Queued = 0;
    private const int Running = 1;
    private const int Canceled = 2;

    private Exception? _exception;
    private int _phase;

    protected WorkerQueue Queue { get; } = queue;

    void IThreadPoolWorkItem.Execute()
    {
        if (Interlocked.CompareExchange(ref _phase, Running, Queued) == Queued)
        {
            try
            {
                Call();
            }
            catch (Exception exception)
            {
                _exception = exception;
            }
        }

        Queue.Finished(this);
    }

    /// <summary>Called on the loop when the worker is done.</summary>
    internal void Complete()
    {
        var canceled = _phase == Canceled;
        var exception = _exception;
        _exception = null;
        Release();
        if (canceled)
            FailCanceled();
        else if (exception is not null)
            Fail(exception);
        else
            Succeed();
    }

    protected void Start(CancelContext context)
    {
        _phase = Queued;
        Begin(context);
        Queue.Start(this);
    }

    /// <summary>The blocking call, on a worker's thread.</summary>
    protected abstract void Call();

    /// <summary>Drops the references to the caller's memory.</summary>
    protected abstract void Release();

    protected override void OnCancel() => Interlocked.CompareExchange(ref _phase, Canceled, Queued);
}
