namespace Rondo.Api.Messaging;

/// <summary>Carries messages between processes. Thread-safe.</summary>
internal interface ITopicBroker
{
    /// <summary>Whether the connection works.</summary>
    bool IsConnected { get; }

    /// <summary>Whether a message can be sent, or buffered, now.</summary>
    bool HasRoom { get; }

    /// <summary>
    /// Whether it keeps the histories of topics. Their messages return to the process that sent them, with ids and in one order for all.
    /// </summary>
    bool KeepsHistory { get; }

    /// <summary>Waits for <see cref="HasRoom"/>.</summary>
    /// <exception cref="BrokerException">The connection is lost, and the buffer is full.</exception>
    ValueTask WaitForRoomAsync();

    /// <summary>Verifies that a message is not too large.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="bytes">The length of the message.</param>
    /// <exception cref="BrokerException">The message is too large.</exception>
    void Verify(string topic, int bytes);

    /// <summary>Sends a message, in the order of the calls. Never waits.</summary>
    /// <param name="envelope">Its topic, and all that travels with it.</param>
    /// <param name="json">The message.</param>
    /// <param name="kept">The options of a topic whose history it keeps; null for others.</param>
    void Send(Envelope envelope, ReadOnlyMemory<byte> json, TopicOptions? kept);

    /// <summary>Subscribes to the messages of other processes. Completes when the broker knows, and the history is there.</summary>
    /// <param name="topic">A name or pattern.</param>
    /// <param name="sink">The receiver.</param>
    /// <param name="kept">The options of a topic whose history it keeps; null for others.</param>
    /// <returns>The end of the subscription.</returns>
    Task<IAsyncDisposable> SubscribeAsync(string topic, ITopicSink sink, TopicOptions? kept);
}
