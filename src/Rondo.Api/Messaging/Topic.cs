namespace Rondo.Api;

/// <summary>A named stream of messages that reaches every loop of every process: chat rooms, dashboards, invalidation of caches.</summary>
/// <typeparam name="T">The type of the messages; make it immutable.</typeparam>
/// <remarks>
/// Thread-safe. The messages of one publisher arrive in their order. Delivery is at most once: receivers learn of messages that they
/// missed by a <see cref="Gap{T}"/>. Get it from <see cref="Topics"/>.
/// </remarks>
public sealed class Topic<T>
{
    private readonly Topics _topics;
    private readonly TopicOptions? _options;

    internal Topic(Topics topics, string name, TopicOptions? options) => (_topics, Name, _options) = (topics, name, options);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Publishes a message. Waits for receivers of this process that have <c>SlowReceiver.Wait</c> and no room, and for room
    /// in the broker's buffer. Any thread.</summary>
    /// <param name="message">The message; it must not change any more.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; nothing was published.</exception>
    /// <exception cref="BrokerException">The connection to the broker is lost and its buffer is full, or the message is too large;
    /// nothing was published.</exception>
    public ValueTask PublishAsync(T message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _topics.PublishAsync(Name, _options, message);
    }

    /// <summary>Publishes a message unless it would have to wait, or the broker's buffer is full. Any thread.</summary>
    /// <param name="message">The message; it must not change any more.</param>
    /// <returns>False if nothing was published.</returns>
    /// <exception cref="BrokerException">The message is too large for the broker.</exception>
    public bool TryPublish(T message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _topics.TryPublish(Name, _options, message);
    }

    /// <summary>Subscribes the calling loop. It receives all that is published after this has returned.</summary>
    /// <param name="options">Options; default: as documented.</param>
    /// <returns>The receiver; dispose of it to unsubscribe.</returns>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; there is no subscription.</exception>
    /// <exception cref="ArgumentException">The options ask for a history, and the topic has none.</exception>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop, or the topic is used with other options.</exception>
    public ValueTask<TopicReceiver<T>> SubscribeAsync(ReceiverOptions<T>? options = null)
    {
        if (_options is not { History: > 0 } && (options?.Since is not null || options?.Replay > 0))
        {
            throw new ArgumentException(
                $"The topic '{Name}' has no history to continue from. Get it with new TopicOptions {{ History = 100 }}, "
                + "or remove Since and Replay.");
        }

        return _topics.SubscribeAsync(Name, _options, options);
    }
}
