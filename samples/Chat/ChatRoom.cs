namespace Chat;

/// <summary>A room with its messages. A client that is 256 messages behind misses the oldest.</summary>
internal sealed class ChatRoom(string name)
{
    internal string Name => name;

    internal Broadcast<SharedMessage<Message>> Messages { get; } = new(256, SlowReceiver.DropOldest, name);

    /// <summary>Gets or sets the number of clients in it, under the lock of <see cref="ChatRooms"/>.</summary>
    internal int Visitors { get; set; }
}
