using Rondo.Sync;

namespace Rondo.Api.Members;

/// <summary>A watch on a room: the members that were there, then the changes.</summary>
internal sealed record RoomWatch(string Room, Queue<Change> Present, BroadcastReceiver<Change> Changes)
{
    internal bool HasEnded { get; set; }
}
