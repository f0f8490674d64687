using Rondo.Api.Members;

namespace Rondo.Api;

/// <summary>A membership in a <see cref="PresenceRoom{T}"/>, until it is disposed of.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
/// <remarks>Thread-safe.</remarks>
public sealed class Membership<T> : IAsyncDisposable
{
    private readonly PresenceTable _table;
    private readonly Seat _seat;

    internal Membership(PresenceTable table, Seat seat) => (_table, _seat) = (table, seat);

    /// <summary>The member, with its present state.</summary>
    public Member<T> Member => _table.Read<T>(_seat);

    /// <summary>Changes the member's state.</summary>
    /// <param name="state">The new state.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; nothing changed.</exception>
    /// <exception cref="ObjectDisposedException">The member has left.</exception>
    public ValueTask UpdateAsync(T state)
    {
        ArgumentNullException.ThrowIfNull(state);
        CancelScope.ThrowIfCanceled();
        _table.Update(_seat, state);
        return ValueTask.CompletedTask;
    }

    /// <summary>Leaves the room. Completes in a cancelled scope too. Calling it more than once has no effect.</summary>
    public ValueTask DisposeAsync()
    {
        _table.Leave(_seat);
        return ValueTask.CompletedTask;
    }
}
