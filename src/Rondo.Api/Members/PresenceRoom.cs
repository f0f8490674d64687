using Rondo.Api.Members;

namespace Rondo.Api;

/// <summary>A room with members, each with a state.</summary>
/// <typeparam name="T">The type of the states; make it immutable.</typeparam>
/// <remarks>Thread-safe. Get it from <see cref="Presence"/>. A room needs no creation, and goes with its last member.</remarks>
public sealed class PresenceRoom<T>
{
    private readonly PresenceTable _table;

    internal PresenceRoom(PresenceTable table, string name) => (_table, Name) = (table, name);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>A snapshot of the members of all processes. Any thread.</summary>
    public IReadOnlyList<Member<T>> Members => [.. _table.In(Name).Select(_table.Read<T>)];

    /// <summary>Joins the room. Any thread.</summary>
    /// <param name="name">The member's name; the same name may join more than once.</param>
    /// <param name="state">The member's state.</param>
    /// <returns>The membership; dispose of it to leave: <c>await using</c>.</returns>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; there is no membership.</exception>
    public ValueTask<Membership<T>> JoinAsync(string name, T state)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(state);
        CancelScope.ThrowIfCanceled();
        var seat = _table.Join(Name, name, state);
        return ValueTask.FromResult(new Membership<T>(_table, seat));
    }

    /// <summary>Watches the room on the calling loop: the members that are there come first, as joined.</summary>
    /// <returns>The watch; dispose of it to end it.</returns>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public PresenceWatch<T> Watch() => new(_table, _table.Watch(Name));
}
