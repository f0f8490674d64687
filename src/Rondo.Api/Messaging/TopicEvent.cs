namespace Rondo.Api;

/// <summary>An event that a <see cref="TopicReceiver{T}"/> receives: a <see cref="Message{T}"/> or a <see cref="Gap{T}"/>.</summary>
/// <typeparam name="T">The type of the messages.</typeparam>
public abstract class TopicEvent<T>
{
    private protected TopicEvent()
    {
    }
}
