namespace Rondo.Api;

/// <summary>How a stream of server-sent events is kept up.</summary>
public sealed class EventStreamOptions
{
    /// <summary>
    /// After how long a silence a comment (<c>: ping</c>) is sent, so that proxies do not cut the connection and dead clients are noticed.
    /// </summary>
    /// <value>Default: 15 s. <see cref="Timeout.InfiniteTimeSpan"/> sends none.</value>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the first event may take before the response begins without it. An error before that is still answered with its own status.
    /// </summary>
    /// <value>Default: 100 ms.</value>
    public TimeSpan Opening { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The time that clients are told to wait when the server stops and ends the stream; they come back to whoever serves then.
    /// </summary>
    /// <value>Default: null, nothing is said.</value>
    public TimeSpan? RetryAtStop { get; init; }

    internal static EventStreamOptions Default { get; } = new();

    internal void Validate()
    {
        if (Heartbeat <= TimeSpan.Zero && Heartbeat != Timeout.InfiniteTimeSpan)
            throw new InvalidOperationException(
                $"EventStreamOptions.Heartbeat is {Heartbeat}: it has to be positive, or Timeout.InfiniteTimeSpan for none.");
        if (Opening < TimeSpan.Zero)
            throw new InvalidOperationException($"EventStreamOptions.Opening is {Opening}: it has to be zero or more.");
        if (RetryAtStop < TimeSpan.Zero)
            throw new InvalidOperationException($"EventStreamOptions.RetryAtStop is {RetryAtStop}: it has to be zero or more, or null.");
    }
}
