namespace Rondo.Core;

/// <summary>
/// The operations that a loop needs of its driver: to wait for completions and to be woken. How operations are started is the driver's
/// business (<c>LoopDriver</c>); it knows nothing of tasks.
/// </summary>
internal interface IDriver : IDisposable
{
    /// <summary><c>uring</c>, <c>epoll</c> or <c>portable</c>.</summary>
    string Name { get; }

    /// <summary>Operations that the outside world may still complete; wakeups not counted.</summary>
    int Outstanding { get; }

    /// <summary>
    /// Submits what was started since the last call, waits and delivers completions, all on the loop's thread with no
    /// synchronization context installed.
    /// </summary>
    /// <param name="timeout">Nanoseconds; 0 only looks, -1 waits until something completes or <see cref="Wake"/> is called.</param>
    void Wait(long timeout);

    /// <summary>True when <see cref="Wait"/> with 0 would have something to do; cheap, no system call.</summary>
    bool HasWork { get; }

    /// <summary>Ends the current or the next <see cref="Wait"/>. Any thread; the caller has coalesced wakeups.</summary>
    void Wake();

    /// <summary>Cancels what is outstanding and waits for every final completion, so that no memory is written after this.</summary>
    void Drain();
}
