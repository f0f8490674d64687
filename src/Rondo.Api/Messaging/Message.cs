using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api;

/// <summary>A message of a <see cref="Topic{T}"/>. All receivers of a process receive the same object.</summary>
/// <typeparam name="T">The type of the message; it is shared between loops, so make it immutable.</typeparam>
public sealed class Message<T> : TopicEvent<T>
{
    internal Message(string topic, SharedMessage<T> shared, string? id)
    {
        Topic = topic;
        Shared = shared;
        Id = id;
    }

    /// <summary>The name of the topic that it was published to.</summary>
    public string Topic { get; }

    /// <summary>The value that was published.</summary>
    public T Value => Shared.Message;

    /// <summary>The id to continue after, for a client that reconnects; null for a topic without a history.</summary>
    /// <remarks>Valid as the id of a server-sent event.</remarks>
    public string? Id { get; }

    /// <summary>The value for WebSockets: it is serialized once, however many of them send it.</summary>
    public SharedMessage<T> Shared { get; }

    internal ReadOnlyMemory<byte> Serialize(JsonTypeInfo<T> type) => Shared.Serialize(type);
}
