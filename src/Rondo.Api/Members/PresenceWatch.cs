using Rondo.Api.Members;
using Rondo.Sync;

namespace Rondo.Api;

/// <summary>Receives the changes of a <see cref="PresenceRoom{T}"/> until it is disposed of.</summary>
/// <typeparam name="T">The type of the states.</typeparam>
/// <remarks>Belongs to the loop that watches.</remarks>
public sealed class PresenceWatch<T> : IAsyncEnumerable<PresenceEvent<T>>, IDisposable
{
    private readonly PresenceTable _table;
    private readonly RoomWatch _watch;

    internal PresenceWatch(PresenceTable table, RoomWatch watch) => (_table, _watch) = (table, watch);

    /// <summary>Receives the next change, or waits for one.</summary>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; nothing was received.</exception>
    /// <exception cref="ChannelBrokenException">The watch was 1,024 changes behind, and was disconnected.</exception>
    /// <exception cref="ObjectDisposedException">This watch was disposed of.</exception>
    public async ValueTask<PresenceEvent<T>> ReceiveAsync()
    {
        var (change, seat, state) = _watch.Present.TryDequeue(out var present) ? present : await _watch.Changes.ReceiveAsync();
        return new PresenceEvent<T>(change, _table.Read<T>(seat, state));
    }

    /// <summary>Receives changes until the caller stops: the watch itself has no end.</summary>
    /// <param name="cancellationToken">Ends the enumeration, for callers that bring a token; the ambient scope does anyway.</param>
    public async IAsyncEnumerator<PresenceEvent<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            yield return cancellationToken.CanBeCanceled
                ? await CancelScope.LinkTo(cancellationToken, () => ReceiveAsync().AsTask()) : await ReceiveAsync();
        }
    }

    /// <summary>Ends the watch. Calling it more than once has no effect.</summary>
    public void Dispose() => _table.EndWatch(_watch);
}
