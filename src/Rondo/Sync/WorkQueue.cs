using System.Diagnostics.CodeAnalysis;

namespace Rondo.Sync;

/// <summary>
/// Items to be worked on, with the wait until all of them are done: a task takes an item, works on it, and calls <see
/// cref="TaskDone"/>.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// The counterpart of asyncio's Queue; <see cref="Channel{T}"/> is the better choice where the end of the items is known to their
/// sender. Fair to the tasks that
/// wait on either side. A cancelled put has put nothing, a cancelled take has taken nothing. Belongs to the loop that uses it first.
/// </remarks>
public sealed class WorkQueue<T>
{
    private readonly Semaphore _places;
    private readonly Semaphore _filled = new(0);
    private readonly ParkingLot _joined = new("WorkQueue");
    private readonly PriorityQueue<T, Rank> _items;
    private readonly WorkOrder _order;
    private long _sequence;

    /// <summary>Creates a queue.</summary>
    /// <param name="capacity">
    /// The number of items that wait in it before <see cref="PutAsync"/> does; at least 1. Default: no bound.
    /// </param>
    /// <param name="order">The order in which items are taken.</param>
    public WorkQueue(int capacity = int.MaxValue, WorkOrder order = WorkOrder.FirstInFirstOut)
        : this(capacity, order, null)
    {
    }

    /// <summary>Creates a queue from which the smallest item is taken first; of equal items the one that was put first.</summary>
    /// <param name="priority">Compares items.</param>
    /// <param name="capacity">
    /// The number of items that wait in it before <see cref="PutAsync"/> does; at least 1. Default: no bound.
    /// </param>
    public WorkQueue(IComparer<T> priority, int capacity = int.MaxValue)
        : this(capacity, WorkOrder.FirstInFirstOut, priority ?? throw new ArgumentNullException(nameof(priority)))
    {
    }

    private WorkQueue(int capacity, WorkOrder order, IComparer<T>? priority)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (!Enum.IsDefined(order))
            throw new ArgumentOutOfRangeException(nameof(order), order, "A work queue has one of the orders of WorkOrder.");
        Capacity = capacity;
        _order = order;
        _places = new Semaphore(capacity);
        _items = new PriorityQueue<T, Rank>(new RankOrder(priority));
    }

    /// <summary>The number of items that wait in the queue before <see cref="PutAsync"/> does.</summary>
    public int Capacity { get; }

    /// <summary>The number of items that were put and not yet taken.</summary>
    public int Count => _items.Count;

    /// <summary>The number of items that were put and are not yet done.</summary>
    public int Unfinished { get; private set; }

    /// <summary>A snapshot.</summary>
    public WorkQueueStatistics Statistics =>
        new(Count, Capacity, Unfinished, _places.Statistics.Waiting, _filled.Statistics.Waiting, _joined.Count);

    /// <summary>Puts an item; waits while the queue is full. A cancellation point in any case.</summary>
    /// <param name="item">The item.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; the item was not put.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the queue's loop.</exception>
    public async ValueTask PutAsync(T item)
    {
        _joined.VerifyAccess();
        await _places.AcquireAsync();
        Add(item);
    }

    /// <summary>Puts an item if there is room; never waits.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False if the queue is full.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the queue's loop.</exception>
    public bool TryPut(T item)
    {
        _joined.VerifyAccess();
        if (!_places.TryAcquire())
            return false;
        Add(item);
        return true;
    }

    /// <summary>
    /// Takes the next item; waits while there is none. A cancellation point in any case. Call <see cref="TaskDone"/> when the item is
    /// done.
    /// </summary>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; nothing was taken.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the queue's loop.</exception>
    public async ValueTask<T> TakeAsync()
    {
        _joined.VerifyAccess();
        await _filled.AcquireAsync();
        return Remove();
    }

    /// <summary>Takes the next item if there is one; never waits.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the queue's loop.</exception>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        _joined.VerifyAccess();
        item = default;
        if (!_filled.TryAcquire())
            return false;
        item = Remove();
        return true;
    }

    /// <summary>Says that an item that was taken is done.</summary>
    /// <exception cref="InvalidOperationException">
    /// It was called for more items than were put, or the caller is not on the queue's loop.
    /// </exception>
    public void TaskDone()
    {
        _joined.VerifyAccess();
        if (Unfinished == 0)
        {
            throw new InvalidOperationException(
                "WorkQueue.TaskDone was called more often than items were put. Call it once for each item that was taken.");
        }

        if (--Unfinished == 0)
            _joined.UnparkAll();
    }

    /// <summary>Waits until every item that was put is done. A cancellation point in any case.</summary>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the queue's loop.</exception>
    public ValueTask JoinAsync() => _joined.IsCanceled() || Unfinished > 0 ? _joined.ParkAsync() : _joined.PassAsync();

    private void Add(T item)
    {
        _sequence++;
        _items.Enqueue(item, new Rank(item, _order == WorkOrder.LastInFirstOut ? -_sequence : _sequence));
        Unfinished++;
        _filled.Release();
    }

    private T Remove()
    {
        var item = _items.Dequeue();
        _places.Release();
        return item;
    }

    /// <summary>An item's place.</summary>
    private readonly record struct Rank(T Item, long Sequence);

    private sealed class RankOrder(IComparer<T>? priority) : IComparer<Rank>
    {
        public int Compare(Rank left, Rank right) =>
            priority?.Compare(left.Item, right.Item) is { } order and not 0 ? order : left.Sequence.CompareTo(right.Sequence);
    }
}
