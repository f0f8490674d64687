namespace Rondo.Processes;

/// <inheritdoc/>
internal sealed class PoolCall<T> : PoolCall
{
    private readonly TaskCompletionSource<T> _outcome;
    private T? _result;

    internal PoolCall(Delegate function)
        : base(function) =>
        // A loop is only told of the outcome. Elsewhere the caller's code would run on the worker's thread.
        _outcome = new(IsOnLoop ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<T> Task => _outcome.Task;

    internal override void TakeResult(ref FrameReader frame, int process) => _result = (T?)ProcessValue.Read(ref frame, typeof(T), process);

    protected override void Complete(Exception? failure)
    {
        if (failure is null)
            _outcome.TrySetResult(_result!);
        else
            _outcome.TrySetException(failure);
    }

    internal override void Cancel(CancellationToken token) => _outcome.TrySetCanceled(token);
}
