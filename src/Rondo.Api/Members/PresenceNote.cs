using System.Text.Json;

namespace Rondo.Api.Members;

/// <summary>A message between the tables of processes.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Node">The sender.</param>
/// <param name="Version">The number of changes that the sender's members have had.</param>
internal sealed record PresenceNote(PresenceNoteKind Kind, string Node, long Version)
{
    /// <summary>The process that a question is for; null: all.</summary>
    public string? To { get; init; }

    /// <summary>The members of a part of all, or the one that came or changed.</summary>
    public IReadOnlyList<SeatNote>? Seats { get; init; }

    /// <summary>The id of the membership that ended.</summary>
    public string? Left { get; init; }
}

/// <summary>The kinds of notes.</summary>
internal enum PresenceNoteKind
{
    /// <summary>The sender lives.</summary>
    Beat,

    /// <summary>One member came, changed or left.</summary>
    Change,

    /// <summary>The sender wants to know all members.</summary>
    Ask,

    /// <summary>A part of all members of the sender.</summary>
    Part,

    /// <summary>The last part.</summary>
    All,
}

/// <summary>A member in a note.</summary>
internal sealed record SeatNote(string Room, string Id, string Name, JsonElement State);
