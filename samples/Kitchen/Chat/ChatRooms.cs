namespace Kitchen.Chat;

/// <summary>The rooms that somebody is in. Thread-safe.</summary>
internal sealed class ChatRooms
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChatRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>Enters a room, on the calling loop, and tells everyone in it, the newcomer included.</summary>
    internal ChatSeat Enter(string room, string name)
    {
        ChatRoom entered;
        lock (_gate)
        {
            if (!_rooms.TryGetValue(room, out entered!))
                _rooms[room] = entered = new ChatRoom(room);
            entered.Members.Add(name);
        }

        return new ChatSeat(this, entered, name);
    }

    /// <summary>Leaves a room; the last one out closes it.</summary>
    internal void Leave(ChatRoom room, string name)
    {
        lock (_gate)
        {
            room.Members.Remove(name);
            if (room.Members.Count == 0)
                _rooms.Remove(room.Name);
        }
    }

    /// <summary>Who is in a room, each name once.</summary>
    internal IReadOnlyList<string> Members(string room)
    {
        lock (_gate)
            return _rooms.TryGetValue(room, out var found) ? [.. found.Members.Distinct().Order(StringComparer.CurrentCultureIgnoreCase)] : [];
    }
}
