using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.IO.Drivers.Portable;

/// <inheritdoc/>
/// <typeparam name="T">The call's result.</typeparam>
internal sealed class PortableCall<T> : PortableCall, IValueTaskSource<T>, IValueTaskSource
{
    private readonly PortableSocket? _socket;
    private readonly Action _finished;
    private ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter _awaiter;
    private T? _result;

    /// <param name="driver">Delivers.</param>
    /// <param name="socket">The socket that is called; null for a file.</param>
    internal PortableCall(PortableDriver driver, PortableSocket? socket = null)
        : base(driver)
    {
        _socket = socket;
        _finished = () => Driver.Finished(this);
    }

    /// <summary>Waits for <paramref name="task"/>, unless it has completed and the running step has budget left.</summary>
    internal ValueTask<T> Watch(CancelContext context, ValueTask<T> task)
    {
        if (task.IsCompletedSuccessfully && context.Scheduler.TryConsumeBudget())
            return new ValueTask<T>(task.GetAwaiter().GetResult());
        Begin(context, task);
        return new ValueTask<T>(this, Version);
    }

    /// <inheritdoc cref="Watch"/>
    internal ValueTask WatchVoid(CancelContext context, ValueTask<T> task)
    {
        if (task.IsCompletedSuccessfully && context.Scheduler.TryConsumeBudget())
        {
            task.GetAwaiter().GetResult(); // gives the BCL's pooled source back
            return default;
        }

        Begin(context, task);
        return new ValueTask(this, Version);
    }

    internal override void Deliver()
    {
        var awaiter = _awaiter;
        _awaiter = default;
        try
        {
            _result = awaiter.GetResult();
        }
        catch (OperationCanceledException) when (Status == OperationStatus.Canceling)
        {
            FailCanceled();
            return;
        }
        catch (Exception exception)
        {
            Fail(Translate(exception));
            return;
        }

        Succeed();
    }

    T IValueTaskSource<T>.GetResult(short token)
    {
        var result = _result;
        _result = default;
        End(token);
        return result!;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _result = default;
        End(token);
    }

    protected override Exception Explain(Exception exception) => _socket?.Explain(exception) ?? exception;

    private void Begin(CancelContext context, ValueTask<T> task)
    {
        Begin(context);
        _awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (task.IsCompleted && !task.IsCompletedSuccessfully)
        {
            Deliver();
            return;
        }

        Driver.Started(this);
        if (_awaiter.IsCompleted)
            Driver.Finished(this); // out of budget: others come first
        else
            _awaiter.UnsafeOnCompleted(_finished);
    }

    /// <summary>The BCL reports a socket or file that was closed under a call in several ways.</summary>
    private Exception Translate(Exception exception)
    {
        if (Driver.IsDraining && exception is OperationCanceledException)
            return PortableMisuse.LoopEnded(Driver.Scheduler);
        if (_socket is { IsOpen: false })
            return PortableMisuse.Closed();
        return exception is ObjectDisposedException && _socket is null ? PortableMisuse.FileClosed() : exception;
    }
}
