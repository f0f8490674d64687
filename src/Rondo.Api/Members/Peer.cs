namespace Rondo.Api.Members;

/// <summary>Another process.</summary>
internal sealed class Peer
{
    /// <summary>The number of changes that are in the table; negative: it is not known yet.</summary>
    internal long Version { get; set; } = -1;

    internal long LastSeen { get; set; }

    /// <summary>The parts of all members that have come so far.</summary>
    internal List<SeatNote> Parts { get; } = [];
}
