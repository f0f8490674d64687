using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Rondo.Sync;

/// <summary>Hands items from tasks to tasks of one loop, each item to one receiver, first in first out, and bounded.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>Use it directly and end it with <see cref="Complete"/>, or give each task an end of its own
/// (<see cref="OpenSender"/>, <see cref="OpenReceiver"/>): when the last sender is disposed the channel is complete, when the
/// last receiver is, senders learn that no listener is left.</para>
/// <para>Fair on both sides. An item is either received or still with its sender: a cancelled send was not sent, a cancelled receive took
/// nothing. Belongs to the loop that uses it first; across loops use <see cref="Broadcast{T}"/>.</para>
/// </remarks>
public sealed partial class Channel<T> : IAsyncEnumerable<T>
{
    /// <summary>
    /// Also where every call finds out whether it is on the channel's loop, and cancelled: few channels ever have a sender that waits.
    /// </summary>
    private readonly ParkingLot<ChannelReceiver<T>?, T> _receivers = new("Channel");
    private readonly Queue<T> _buffer = new();
    private ParkingLot<Offer, bool>? _senders;

    /// <summary>Creates a channel.</summary>
    /// <param name="capacity">How many items wait in it before senders do. 0: a sender waits until its item is received.
    /// <see cref="int.MaxValue"/>: no bound.</param>
    /// <param name="name">A name for error messages.</param>
    public Channel(int capacity, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Capacity = capacity;
        Name = name;
    }

    /// <summary>How many items wait in the channel before senders do.</summary>
    public int Capacity { get; }

    /// <summary>The channel's name, if any.</summary>
    public string? Name { get; }

    /// <summary>Items that were sent and not yet received; without those of senders that wait.</summary>
    public int Count => _buffer.Count;

    private int WaitingSenders => _senders?.Count ?? 0;

    /// <summary>A snapshot.</summary>
    public ChannelStatistics Statistics =>
        new(Count, Capacity, WaitingSenders, _receivers.Count, _openSenders, _openReceivers, _ended is not null, _broken);

    /// <summary>
    /// Sends an item: hands it to a receiver that waits, or puts it into the channel, or waits for room. A cancellation point in any case.
    /// </summary>
    /// <param name="item">The item to send.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; the item was not sent.</exception>
    /// <exception cref="ChannelEndedException">The channel is complete.</exception>
    /// <exception cref="ChannelBrokenException">The last receiver was disposed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the channel's loop.</exception>
    public ValueTask SendAsync(T item) => SendAsync(item, null);

    /// <summary>Sends an item if that is possible without waiting.</summary>
    /// <param name="item">The item to send.</param>
    /// <returns>False if it would have to wait.</returns>
    /// <inheritdoc cref="SendAsync(T)" path="/exception"/>
    public bool TrySend(T item)
    {
        _receivers.VerifyAccess();
        return SendError() is { } error ? throw error : Deliver(item);
    }

    /// <summary>Receives the oldest item, or waits for one. A cancellation point in any case.</summary>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; nothing was received.</exception>
    /// <exception cref="ChannelEndedException">The channel is complete and everything was received.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the channel's loop.</exception>
    public ValueTask<T> ReceiveAsync() => ReceiveAsync(null);

    /// <summary>Receives the oldest item if there is one; never waits.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False if there is none; <see cref="IsEnded"/> says whether there will be.</returns>
    public bool TryReceive([MaybeNullWhen(false)] out T item)
    {
        _receivers.VerifyAccess();
        return Take(out item);
    }

    /// <summary>Receives until the channel ends. Each item goes to one receiver: several loops over a channel share it.</summary>
    /// <param name="cancellationToken">Ends the enumeration, for callers that bring a token; the ambient scope does anyway.</param>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Enumerate(null, cancellationToken);

    internal ValueTask SendAsync(T item, ChannelSender<T>? from, [CallerMemberName] string member = "")
    {
        if (_receivers.IsCanceled(member))
            return _receivers.ParkPlain(null, member);
        if (SendError() is { } error)
            return ValueTask.FromException(error);
        return Deliver(item) ? _receivers.PassPlain() : (_senders ??= new("Channel")).ParkPlain(new Offer(item, from), member);
    }

    internal ValueTask<T> ReceiveAsync(ChannelReceiver<T>? by, [CallerMemberName] string member = "")
    {
        if (_receivers.IsCanceled(member))
            return _receivers.ParkAsync(by, member);
        if (Take(out var item))
            return _receivers.PassAsync(item);
        return _ended is null ? _receivers.ParkAsync(by, member) : ValueTask.FromException<T>(EndedError());
    }

    internal IAsyncEnumerator<T> Enumerate(ChannelReceiver<T>? by, CancellationToken token) =>
        new Items(this, by).Until(token);

    /// <summary>Receivers wait only while the channel is empty, and senders only while it is full.</summary>
    private bool Deliver(T item)
    {
        if (_receivers.TryUnpark(item))
            return true;
        if (_buffer.Count >= Capacity)
            return false;
        _buffer.Enqueue(item);
        return true;
    }

    private bool Take([MaybeNullWhen(false)] out T item)
    {
        if (_buffer.TryDequeue(out item))
        {
            if (_senders is not null && _senders.TryUnpark(true, out var next))
                _buffer.Enqueue(next.Item);
            return true;
        }

        if (_senders is null)
            return false;
        var waits = _senders.TryUnpark(true, out var offer);
        item = offer.Item;
        return waits;
    }

    /// <summary>The item of a sender that waits.</summary>
    private readonly record struct Offer(T Item, ChannelSender<T>? From);

    private sealed class Items(Channel<T> channel, ChannelReceiver<T>? by) : ItemEnumerator<T>
    {
        protected override ValueTask<T> ReceiveAsync() => channel.ReceiveAsync(by);
    }
}
