using Rondo.Sync;

namespace Kitchen.Chat;

/// <summary>Somebody's place in a room, for as long as the connection lasts.</summary>
internal sealed class ChatSeat : IDisposable
{
    private readonly ChatRooms _rooms;
    private readonly ChatRoom _room;
    private readonly string _name;

    internal ChatSeat(ChatRooms rooms, ChatRoom room, string name)
    {
        (_rooms, _room, _name) = (rooms, room, name);
        Messages = room.Messages.Subscribe();
        Tell(new ServerMessage.Joined(name));
    }

    /// <summary>What is said in the room.</summary>
    internal BroadcastReceiver<SharedMessage<ServerMessage>> Messages { get; }

    /// <summary>Says something to everyone in the room.</summary>
    internal void Say(string text) => Tell(new ServerMessage.Said(_name, text));

    public void Dispose()
    {
        Messages.Dispose();
        _rooms.Leave(_room, _name);
        Tell(new ServerMessage.Left(_name));
    }

    private void Tell(ServerMessage message) => _room.Messages.TryPublish(new SharedMessage<ServerMessage>(message)); // waits for nobody: the slow are disconnected
}
