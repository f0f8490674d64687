using Rondo.Processes;

namespace Rondo;

/// <summary>Calls of functions of every form.</summary>
public sealed partial class ProcessPool
{
    /// <summary>Runs a function in a worker process.</summary>
    /// <param name="function">A static method or static lambda, synchronous. It runs on the main thread of the worker.</param>
    /// <param name="cancellationToken">Cancels the call as the ambient scope does; for callers that are on no loop.</param>
    /// <returns>The function's result.</returns>
    /// <remarks>Any thread. Arguments and result travel as JSON by their declared types; <c>byte[]</c> and memory of bytes as
    /// they are, from 64 KB through
    /// shared memory, and must not be changed before the call ends. An argument that is an <see cref="IProgress{T}"/> stays here
    /// and receives the
    /// worker's reports, on the caller's loop if there is one. Up to 64 of them wait for a loop that is late; then the oldest give
    /// way.</remarks>
    /// <exception cref="ArgumentException">The function uses variables or an object of this process, is asynchronous, or an
    /// argument cannot be sent.</exception>
    /// <exception cref="ProcessCallException">The function threw an exception.</exception>
    /// <exception cref="WorkerCrashedException">The worker ended during the call.</exception>
    /// <exception cref="ProcessPoolFullException">Too many calls wait.</exception>
    /// <exception cref="ProcessPoolException">Workers do not start, or the result cannot be sent.</exception>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled. The worker of a call that ran has been killed.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public Task<TResult> RunAsync<TResult>(Func<TResult> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<TResult>(function);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<TResult>(function);
        call.Add(argument1);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<TResult>(function);
        call.Add(argument1);
        call.Add(argument2);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 argument1, T2 argument2,
        T3 argument3, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<TResult>(function);
        call.Add(argument1);
        call.Add(argument2);
        call.Add(argument3);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 argument1, T2 argument2,
        T3 argument3, T4 argument4, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<TResult>(function);
        call.Add(argument1);
        call.Add(argument2);
        call.Add(argument3);
        call.Add(argument4);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync(Action function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<object?>(function);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1>(Action<T1> function, T1 argument1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<object?>(function);
        call.Add(argument1);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2>(Action<T1, T2> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<object?>(function);
        call.Add(argument1);
        call.Add(argument2);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3>(Action<T1, T2, T3> function, T1 argument1, T2 argument2, T3 argument3,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<object?>(function);
        call.Add(argument1);
        call.Add(argument2);
        call.Add(argument3);
        return RunAsync(call, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new PoolCall<object?>(function);
        call.Add(argument1);
        call.Add(argument2);
        call.Add(argument3);
        call.Add(argument4);
        return RunAsync(call, cancellationToken);
    }
}
