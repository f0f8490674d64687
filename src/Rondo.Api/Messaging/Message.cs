using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Messaging;

namespace Rondo.Api;

/// <summary>A message of a <see cref="Topic{T}"/>. All receivers of a process receive the same object.</summary>
/// <typeparam name="T">The type of the message; it is shared between loops, so make it immutable.</typeparam>
public sealed class Message<T> : TopicEvent<T>
{
    internal Message(Envelope envelope, SharedMessage<T> shared) => (Envelope, Shared) = (envelope, shared);

    /// <summary>The name of the topic that it was published to.</summary>
    public string Topic => Envelope.Topic;

    /// <summary>The value that was published.</summary>
    public T Value => Shared.Message;

    /// <summary>The id to continue after, for a client that reconnects; null for a topic without a history.</summary>
    /// <remarks>Valid as the id of a server-sent event.</remarks>
    public string? Id => Envelope.Id;

    /// <summary>The value for WebSockets: it is serialized once, however many of them send it.</summary>
    public SharedMessage<T> Shared { get; }

    internal Envelope Envelope { get; }

    /// <summary>
    /// Starts an activity named <c>process</c>, whose parent is the one that published the message, in whichever process.
    /// </summary>
    /// <returns>The activity, to be disposed of when the message is processed; null without a listener to the source
    /// <c>Rondo.Api.Topics</c>.</returns>
    public Activity? StartActivity() => TopicActivities.StartProcess(Envelope);

    internal ReadOnlyMemory<byte> Serialize(JsonTypeInfo<T> type) => Shared.Serialize(type);
}
