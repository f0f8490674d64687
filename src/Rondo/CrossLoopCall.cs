using Rondo.Core;

namespace Rondo;

/// <summary>A call from one thread or loop to another loop. The caller's cancellation travels along; its execution context does not.</summary>
internal sealed class CrossLoopCall<T> : TaskCompletionSource<T>
{
    internal static readonly Action<object?> Start = static call => ((CrossLoopCall<T>)call!).Run();

    private readonly EventLoop _loop;

    /// <summary>One of the two is set; the first needs no state machine and no scope.</summary>
    private readonly Func<T>? _function;
    private readonly Func<Task<T>>? _asyncFunction;
    private readonly Scheduler? _caller;
    private readonly CancellationToken _token;
    private T? _result;
    private Exception? _failure;

    /// <summary>Whoever awaits it without a context must not go on on the called loop's thread; one with a context is posted to at once in any case.</summary>
    internal CrossLoopCall(EventLoop loop, Func<T>? function, Func<Task<T>>? asyncFunction)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        _loop = loop;
        _function = function;
        _asyncFunction = asyncFunction;
        _caller = Scheduler.Current;
        // The root scope of a loop is only ever cancelled with the loop, which ends this call's awaiter as well.
        if (_caller is not null && CancelScope.Current is { Parent: not null } scope && scope.Scheduler == _caller)
            _token = scope.Token;
        _caller?.BeginExternal();
    }

    /// <summary>The loop has ended, and does not run it.</summary>
    internal void Refuse() => _caller?.EndExternal();

    private void Run()
    {
        try
        {
            // A call that raced with the loop's end comes here on the thread pool.
            if (!_loop.IsCurrent || _loop.RootGroup.HasEnded)
                throw _loop.HasEnded();
            if (_function is null)
            {
                // In the root group, so that the loop's end cancels it and waits for its outcome.
                _loop.RootGroup.Start(() => RunAsync(_asyncFunction!), "InvokeAsync");
                return;
            }

            _token.ThrowIfCancellationRequested();
            _result = _function();
        }
        catch (Exception exception)
        {
            _failure = exception;
        }

        Handover.Run(static call => call.Finish(), this);
    }

    private async Task RunAsync(Func<Task<T>> function)
    {
        try
        {
            _result = _token.CanBeCanceled ? await CancelScope.LinkTo(_token, function) : await function();
        }
        catch (Exception exception)
        {
            _failure = exception;
        }

        Handover.Run(static call => call.Finish(), this);
    }

    private void Finish()
    {
        // After the result: its continuation is in the caller's queue by now, so the caller's clock cannot jump over it.
        var caller = _caller;
        if (_failure is null)
            TrySetResult(_result!);
        else
            TrySetException(_failure);
        caller?.EndExternal();
    }
}
