using Rondo.Sync;

namespace Kitchen.Chat;

/// <summary>One room. Its members sit on whichever loops their connections are on.</summary>
internal sealed class ChatRoom(string name)
{
    /// <summary>How far a client may be behind the conversation before it is cut off: nobody waits for it, and nothing is left out silently.</summary>
    internal const int Patience = 256;

    internal string Name => name;

    /// <summary>What is said: serialized once, however many hear it.</summary>
    internal Broadcast<SharedMessage<ServerMessage>> Messages { get; } = new(Patience, SlowReceiver.Disconnect, $"room {name}");

    /// <summary>Who is in; a name may be there twice. Guarded by <see cref="ChatRooms"/>.</summary>
    internal List<string> Members { get; } = [];
}
