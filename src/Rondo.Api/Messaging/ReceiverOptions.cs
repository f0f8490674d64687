using Rondo.Sync;

namespace Rondo.Api;

/// <summary>Options of a <see cref="TopicReceiver{T}"/>.</summary>
/// <typeparam name="T">The type of the messages.</typeparam>
public sealed record ReceiverOptions<T>
{
    /// <summary>The number of messages that the receiver may be behind.</summary>
    /// <value>Default: 64; at least 1.</value>
    public int Capacity { get; init; } = 64;

    /// <summary>The treatment of the receiver when it is further behind.</summary>
    /// <value>
    /// Default: <see cref="Sync.SlowReceiver.DropOldest"/>. <see cref="Sync.SlowReceiver.Wait"/> makes the publishers of this process
    /// wait; for messages of other processes it is <see cref="Sync.SlowReceiver.DropOldest"/>.
    /// </value>
    public SlowReceiver SlowReceiver { get; init; } = SlowReceiver.DropOldest;

    /// <summary>
    /// Returns the key of a message. A new message then replaces the one of the same key that the receiver has not received yet: for
    /// prices, positions and states, where only the latest of each matters.
    /// </summary>
    /// <value>Default: null, each message is received.</value>
    public Func<T, object>? LatestBy { get; init; }

    /// <summary>The <see cref="Message{T}.Id"/> to continue after: messages of the topic's history come first.</summary>
    /// <value>Default: null. An id that the history does not have leads to a <see cref="Gap{T}"/> and the whole history.</value>
    public string? Since { get; init; }

    /// <summary>The number of last messages of the topic's history that come first, where <see cref="Since"/> is null.</summary>
    /// <value>Default: 0.</value>
    public int Replay { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Replay);
        if (!Enum.IsDefined(SlowReceiver))
            throw new ArgumentOutOfRangeException(nameof(SlowReceiver), SlowReceiver, null);
    }
}
