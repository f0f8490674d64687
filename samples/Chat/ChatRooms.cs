using System.Collections.Concurrent;

namespace Chat;

/// <summary>The rooms. Thread-safe, as clients are on several loops.</summary>
internal sealed class ChatRooms
{
    private readonly ConcurrentDictionary<string, Broadcast<SharedMessage<Message>>> _rooms = new(StringComparer.Ordinal);

    /// <summary>Returns the messages of a room. A client that is 256 messages behind misses the oldest.</summary>
    internal Broadcast<SharedMessage<Message>> Enter(string room) =>
        _rooms.GetOrAdd(room, static name => new(256, SlowReceiver.DropOldest, name));
}
