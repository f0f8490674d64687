using Rondo.Core;

namespace Rondo;

/// <summary>
/// A call from one thread or loop to another loop. The caller's cancellation travels along; its execution context does not.
/// </summary>
internal sealed class CrossLoopCall<T> : TaskCompletionSource<T>
{
    internal static readonly Action<object?> Start = static call => ((CrossLoopCall<T>)call!).Run();

    private const int Queued = 0;
    private const int Begun = 1;
    private const int Withdrawn = 2;

    private readonly EventLoop _loop;

    /// <summary>One of the two is set; the first needs no state machine and no scope.</summary>
    private readonly Func<T>? _function;
    private readonly Func<Task<T>>? _asyncFunction;
    private readonly Scheduler? _caller;
    private readonly CancelScope? _callerScope;
    private readonly CancellationTokenRegistration _registration;
    private CancelScope? _scope;
    private int _state;
    private T? _result;
    private Exception? _failure;

    /// <summary>
    /// An awaiter without a context must not resume on the called loop's thread; one with a context is posted to at once in any case.
    /// </summary>
    internal CrossLoopCall(EventLoop loop, Func<T>? function, Func<Task<T>>? asyncFunction)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        _loop = loop;
        _function = function;
        _asyncFunction = asyncFunction;
        _caller = Scheduler.Current;
        _caller?.BeginExternal();
        // The root scope of a loop is only ever cancelled with the loop, which ends this call's awaiter as well.
        if (_caller is null || CancelScope.Current is not { Parent: not null } scope || scope.Scheduler != _caller)
            return;
        _callerScope = scope;
        _registration = scope.Token.UnsafeRegister(static call => ((CrossLoopCall<T>)call!).CancelCall(), this);
    }

    /// <summary>The loop has ended, and does not run it.</summary>
    internal void Refuse()
    {
        _registration.Unregister();
        if (Interlocked.CompareExchange(ref _state, Withdrawn, Queued) == Queued)
            _caller?.EndExternal();
        _ = Task.Exception; // the caller learns of the refusal instead
    }

    /// <summary>
    /// The caller's scope was cancelled. A function that has begun is cancelled too, and waited for. One that has not will not run, so
    /// the caller need not wait
    /// for a loop that is blocked.
    /// </summary>
    private void CancelCall()
    {
        if (Interlocked.CompareExchange(ref _state, Withdrawn, Queued) == Queued)
        {
            TrySetException(_callerScope!.CreateException());
            _caller!.EndExternal();
        }
        else if (_state == Begun)
        {
            _scope?.Cancel(new CancelReason(CancelKind.Token, "the scope of the code that called it was cancelled"));
        }
    }

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

            if (!Begin())
                return;
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
        if (_callerScope is not null)
            _scope = new CancelScope(_loop.Scheduler, _loop.RootGroup.Scope);
        if (!Begin())
        {
            _scope!.Close();
            return;
        }

        try
        {
            if (_scope is null)
                _result = await function();
            else if (!await CancelScope.Inside(_scope, async _ => _result = await function()))
                throw new OperationCanceledException(_callerScope!.Token);
        }
        catch (Exception exception)
        {
            _failure = exception;
        }

        Handover.Run(static call => call.Finish(), this);
    }

    /// <summary>False if the caller no longer waits.</summary>
    private bool Begin() => Interlocked.CompareExchange(ref _state, Begun, Queued) == Queued;

    private void Finish()
    {
        _registration.Unregister();
        if (_state != Begun && !Begin())
            return;
        // After the result: its continuation is in the caller's queue by now, so the caller's clock cannot jump over it.
        var caller = _caller;
        if (_failure is null)
            TrySetResult(_result!);
        else
            TrySetException(_failure);
        caller?.EndExternal();
    }
}
