namespace Rondo.Api.Messaging;

/// <summary>Events of which none is a gap, as messages.</summary>
internal sealed class MessageEnumerator<T>(IAsyncEnumerator<TopicEvent<T>> events) : IAsyncEnumerator<Message<T>>
{
    public Message<T> Current => (Message<T>)events.Current;

    public ValueTask<bool> MoveNextAsync() => events.MoveNextAsync();

    public ValueTask DisposeAsync() => events.DisposeAsync();
}
