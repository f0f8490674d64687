namespace Chat;

/// <summary>A client in a room, until it is disposed of, once.</summary>
internal sealed class ChatVisit(ChatRooms rooms, ChatRoom room) : IDisposable
{
    internal Broadcast<SharedMessage<Message>> Messages => room.Messages;

    public void Dispose() => rooms.Leave(room);
}
