using Rondo.Sync;

namespace Rondo.Api.Members;

/// <summary>A room of the table: its members in the order in which they came, and those that watch it.</summary>
internal sealed class RoomSeats
{
    internal OrderedDictionary<string, Seat> Seats { get; } = new(StringComparer.Ordinal);

    internal Broadcast<Change>? Changes { get; set; }

    internal int Watches { get; set; }
}
