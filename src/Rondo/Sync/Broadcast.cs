namespace Rondo.Sync;

/// <summary>Hands each item to every receiver, on whatever loops they are: chat rooms, dashboards, invalidation of caches.</summary>
/// <typeparam name="T">The type of the items; they are shared between threads, so let it be immutable.</typeparam>
/// <remarks>
/// Thread-safe: publish from any loop or thread. All receivers see the items in the same order. Each has a bounded buffer, and
/// <see cref="SlowReceiver"/> decides what happens when it is full. One lock per broadcast, held for a copy per receiver.
/// </remarks>
public sealed partial class Broadcast<T>
{
    private static readonly LoopLocal<ParkingLot> s_pass = new(static () => new ParkingLot(nameof(Broadcast<>)));

    private readonly System.Threading.Lock _gate = new();
    private readonly List<BroadcastReceiver<T>> _receivers = [];
    private readonly LinkedList<BlockedPublish> _blocked = new();
    private readonly int _capacity;
    private readonly SlowReceiver _policy;
    private long _published;
    private long _dropped;
    private bool _completed;

    /// <summary>Creates a broadcast.</summary>
    /// <param name="capacity">How many items a receiver may be behind; at least one. A receiver can choose another number.</param>
    /// <param name="slowReceiver">The treatment of a receiver that is further behind. A receiver can choose something else.</param>
    /// <param name="name">A name for error messages.</param>
    public Broadcast(int capacity = 64, SlowReceiver slowReceiver = SlowReceiver.DropOldest, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _policy = slowReceiver;
        Name = name;
    }

    /// <summary>The broadcast's name, if any.</summary>
    public string? Name { get; }

    /// <summary>A snapshot. Any thread.</summary>
    public BroadcastStatistics Statistics
    {
        get
        {
            lock (_gate)
                return new BroadcastStatistics(_receivers.Count, _published, _dropped, _blocked.Count, _completed);
        }
    }

    /// <summary>Begins to receive what is published from now on, on the calling loop.</summary>
    /// <param name="capacity">How many items it may be behind; default: the broadcast's.</param>
    /// <param name="slowReceiver">The treatment when it is further behind; default: the broadcast's.</param>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public BroadcastReceiver<T> Subscribe(int? capacity = null, SlowReceiver? slowReceiver = null)
    {
        if (capacity is { } value)
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(capacity));
        var receiver = new BroadcastReceiver<T>(this, EventLoop.Current, capacity ?? _capacity, slowReceiver ?? _policy);
        lock (_gate)
        {
            if (_completed)
                receiver.End(Ended());
            else
                _receivers.Add(receiver);
        }

        return receiver;
    }

    /// <summary>
    /// Publishes if no receiver has to be waited for: always so unless one has <see cref="SlowReceiver.Wait"/>. Any thread.
    /// </summary>
    /// <param name="item">Goes to every receiver, or to none.</param>
    /// <returns>False if a receiver would have to be waited for.</returns>
    /// <exception cref="ChannelEndedException"><see cref="Complete"/> was called.</exception>
    public bool TryPublish(T item)
    {
        var wakes = new Wakes();
        lock (_gate)
        {
            if (_completed)
                throw Ended();
            if (_blocked.Count > 0 || !HasRoom())
                return false;
            Deliver(item, ref wakes);
        }

        wakes.Run(this);
        return true;
    }

    /// <summary>
    /// Publishes, waiting for receivers that have <see cref="SlowReceiver.Wait"/> and no room. Any thread; first come first served.
    /// </summary>
    /// <param name="item">Goes to every receiver at the same time.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; nobody received the item.</exception>
    /// <exception cref="ChannelEndedException"><see cref="Complete"/> was called.</exception>
    public ValueTask PublishAsync(T item)
    {
        var loop = EventLoop.TryCurrent;
        if (loop is not null && s_pass.Value.IsCanceled())
            return s_pass.Value.ParkAsync();
        var wakes = new Wakes();
        BlockedPublish? blocked = null;
        lock (_gate)
        {
            if (_completed)
                return ValueTask.FromException(Ended());
            if (_blocked.Count > 0 || !HasRoom())
            {
                blocked = new BlockedPublish(item, loop);
                _blocked.AddLast(blocked);
            }
            else
            {
                Deliver(item, ref wakes);
            }
        }

        wakes.Run(this);
        if (blocked is not null)
            return WaitForRoom(blocked);
        return loop is null ? ValueTask.CompletedTask : s_pass.Value.PassAsync();
    }

    /// <summary>
    /// Says that nothing more will be published. Receivers get what they have not received, then
    /// <see cref="ChannelEndedException"/>. Any thread; again is harmless.
    /// </summary>
    public void Complete()
    {
        var wakes = new Wakes();
        lock (_gate)
        {
            if (_completed)
                return;
            _completed = true;
            foreach (var receiver in _receivers)
            {
                if (receiver.End(Ended()))
                    wakes.Add(receiver);
            }

            _receivers.Clear();
            foreach (var blocked in _blocked)
            {
                blocked.Failure = Ended();
                wakes.Add(blocked);
            }

            _blocked.Clear();
        }

        wakes.Run(this);
    }

    internal string Describe() => Name is null ? "This broadcast" : $"The broadcast '{Name}'";

    private ChannelEndedException Ended() =>
        new($"{Describe()} is complete: Complete() was called, so nothing is published any more.", null);
}
