using Rondo.Api.Members;

namespace Rondo.Api;

/// <summary>Tells which members are in a room, on whichever loop, process or machine they are.</summary>
/// <remarks>
/// Thread-safe. A service: a handler with a parameter of this type receives it. With a broker each process sends heartbeats, so that the
/// members of a process that was killed leave within <see cref="PresenceOptions.Timeout"/>. Processes that cannot reach each other do
/// not see each other's members, and see them again afterwards.
/// </remarks>
public sealed class Presence
{
    private readonly PresenceTable _table;

    internal Presence(PresenceTable table) => _table = table;

    /// <summary>A snapshot of the rooms that have members, with their numbers. Any thread.</summary>
    public IReadOnlyDictionary<string, int> Rooms => _table.Count();

    /// <summary>Returns the room of a name. Costs little, so there is no need to keep it.</summary>
    /// <typeparam name="T">The type of the members' states; make it immutable.</typeparam>
    /// <param name="name">Any text; case matters.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public PresenceRoom<T> Room<T>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new PresenceRoom<T>(_table, name);
    }
}
