namespace Rondo;

/// <summary>As many calls wait for a worker as <see cref="ProcessPoolOptions.QueueLimit"/> allows; this one was not queued.</summary>
public sealed class ProcessPoolFullException : ProcessPoolException
{
    internal ProcessPoolFullException(int limit)
        : base($"The process pool is full: {limit} calls wait for a worker, which is ProcessPoolOptions.QueueLimit. "
            + "Retry later, or add workers.") =>
        QueueLimit = limit;

    /// <summary>The limit.</summary>
    public int QueueLimit { get; }
}
