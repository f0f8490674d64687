using System.Runtime.InteropServices;

namespace Chat;

/// <summary>The rooms that somebody is in. Thread-safe, as clients are on several loops.</summary>
internal sealed class ChatRooms
{
    private readonly System.Threading.Lock _gate = new();
    private readonly Dictionary<string, ChatRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>Gets the number of clients in each room.</summary>
    internal IReadOnlyDictionary<string, int> Visitors
    {
        get
        {
            lock (_gate)
                return _rooms.ToDictionary(static room => room.Key, static room => room.Value.Visitors);
        }
    }

    /// <summary>Enters a room, which begins with its first client. Dispose of the visit to leave; the last client's room goes.</summary>
    internal ChatVisit Enter(string name)
    {
        lock (_gate)
        {
            var room = CollectionsMarshal.GetValueRefOrAddDefault(_rooms, name, out _) ??= new ChatRoom(name);
            room.Visitors++;
            return new ChatVisit(this, room);
        }
    }

    internal void Leave(ChatRoom room)
    {
        lock (_gate)
        {
            if (--room.Visitors == 0)
                _rooms.Remove(room.Name);
        }
    }
}
