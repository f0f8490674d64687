using System.Diagnostics.CodeAnalysis;
using Rondo.Core;

namespace Rondo.Sync;

/// <summary>Receives what a <see cref="Broadcast{T}"/> publishes, from its subscription on, until it is disposed.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>Belongs to the loop that subscribed. Several tasks may receive: each item goes to one of them.</remarks>
public sealed class BroadcastReceiver<T> : IAsyncEnumerable<T>, IDisposable
{
    private static readonly Action<object?> s_handOver = static receiver => ((BroadcastReceiver<T>)receiver!).HandOver();

    private readonly Broadcast<T> _broadcast;
    private readonly EventLoop _loop;
    private readonly ParkingLot<bool, T> _lot = new(nameof(BroadcastReceiver<>));
    private readonly int _capacity;
    private Exception? _end;
    private long _dropped;
    private bool _idle;
    private bool _woken;
    private bool _handingOver;
    private bool _closed;

    internal BroadcastReceiver(Broadcast<T> broadcast, EventLoop loop, int capacity, SlowReceiver policy)
    {
        _broadcast = broadcast;
        _loop = loop;
        _capacity = capacity;
        Policy = policy;
        _lot.VerifyAccess();
    }

    /// <summary>The treatment when it is too far behind.</summary>
    public SlowReceiver Policy { get; }

    /// <summary>Items that it missed by being too slow. Any thread.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Guarded by the broadcast's gate, as is everything below that has no other owner.</summary>
    internal Queue<T> Buffer { get; } = new();

    internal bool IsFull => Buffer.Count >= _capacity;

    /// <summary>Receives the next item, or waits for one. A cancellation point in any case.</summary>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; nothing was received.</exception>
    /// <exception cref="ChannelEndedException">The broadcast is complete and everything was received.</exception>
    /// <exception cref="ChannelBrokenException">The receiver was too slow and has <see cref="SlowReceiver.Disconnect"/>.</exception>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the receiver's loop.</exception>
    public ValueTask<T> ReceiveAsync()
    {
        if (_lot.IsCanceled())
            return _lot.ParkAsync(false);
        if (_closed)
            return ValueTask.FromException<T>(Closed("before"));
        if (_lot.Count > 0)
            return _lot.ParkAsync(false); // behind those whose wakeup is on its way
        return _broadcast.TakeOrPark(this, out var item, out var parked) ? _lot.PassAsync(item!) : parked;
    }

    /// <summary>Receives the next item if there is one; never waits.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public bool TryReceive([MaybeNullWhen(false)] out T item)
    {
        _lot.VerifyAccess();
        return _closed ? throw Closed("before") : _broadcast.Take(this, out item, out _);
    }

    /// <summary>Receives until the broadcast is complete.</summary>
    /// <param name="cancellationToken">Ends the enumeration, for callers that bring a token; the ambient scope does anyway.</param>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Items(this).Until(cancellationToken);

    /// <summary>Ends the subscription. A receive that waits throws. Again is harmless.</summary>
    public void Dispose()
    {
        _lot.VerifyAccess("BroadcastReceiver.Dispose");
        if (_closed)
            return;
        _closed = true;
        _broadcast.Unsubscribe(this);
        _lot.FailAll(_ => Closed("while this receive was waiting"));
    }

    /// <summary>Waits for an item. Under the gate, so that no item slips in between.</summary>
    internal ValueTask<T> Park()
    {
        if (_end is not null)
            return ValueTask.FromException<T>(_end);
        _idle = true;
        _woken = false;
        return _lot.ParkAsync(false, nameof(ReceiveAsync));
    }

    /// <summary>Nothing more will come. Under the gate. True if its loop is to be told.</summary>
    internal bool End(Exception how)
    {
        _end = how;
        return NeedsWake();
    }

    internal void CountDrop() => Volatile.Write(ref _dropped, _dropped + 1);

    /// <summary>Under the gate: true for the first that has to tell the loop.</summary>
    internal bool NeedsWake()
    {
        if (!_idle || _woken)
            return false;
        _woken = true;
        return true;
    }

    /// <summary>Outside of the gate, on any thread. False if the loop has ended.</summary>
    /// <param name="atOnce">Hands over now, on the receiver's loop.</param>
    internal bool Wake(bool atOnce)
    {
        if (!atOnce || !_loop.IsCurrent)
            return _loop.Scheduler.TryPost(s_handOver, this, WorkKind.StateAction | WorkKind.Home | WorkKind.Delivery);
        HandOver();
        return true;
    }

    /// <summary>
    /// Nothing is there. Under the gate, on the loop: what comes next needs a wakeup if tasks wait. Why nothing will come, or null.
    /// </summary>
    internal Exception? WaitForMore()
    {
        _idle = _lot.Count > 0;
        _woken = false;
        return _end;
    }

    /// <summary>On the loop: gives what has come to the tasks that wait.</summary>
    private void HandOver()
    {
        // Taking an item may let a publisher continue whose item wakes this receiver again: the loop below sees it.
        if (_handingOver)
            return;
        _handingOver = true;
        while (_lot.Count > 0)
        {
            if (_broadcast.Take(this, out var item, out var end))
                _lot.TryUnpark(item!);
            else if (end is not null)
                Fail(end);
            else
                break;
        }

        _handingOver = false;
    }

    /// <summary>Apart: a closure in the loop that calls it would be allocated for each item.</summary>
    private void Fail(Exception end) => _lot.FailAll(_ => end);

    private ObjectDisposedException Closed(string when) => new(null, $"{_broadcast.Describe()}: this receiver was disposed {when}.");

    private sealed class Items(BroadcastReceiver<T> receiver) : ItemEnumerator<T>
    {
        protected override ValueTask<T> ReceiveAsync() => receiver.ReceiveAsync();
    }
}
