namespace Rondo.Api;

/// <summary>Options of a <see cref="Topic{T}"/>. Use the same ones wherever the topic is used.</summary>
public sealed record TopicOptions
{
    /// <summary>The number of last messages that are kept, for receivers that continue after an id or replay.</summary>
    /// <value>Default: 0, none; at most 100,000.</value>
    public int History { get; init; }

    /// <summary>
    /// The time for which a history without receivers is kept after its last message. A history in NATS (<c>NatsOptions.History</c>) keeps
    /// each message for this time.
    /// </summary>
    /// <value>Default: five minutes.</value>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromMinutes(5);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(History);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(History, 100_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HistoryAge, TimeSpan.Zero);
    }
}
