using System.Collections.Concurrent;

namespace Kitchen.Orders;

/// <summary>The orders of this process; the oldest that were served are forgotten in time. Thread-safe: every loop takes and cooks orders.</summary>
internal sealed class OrderBook
{
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<long, Order> _orders = new();
    private readonly ConcurrentQueue<long> _served = new();
    private long _lastId;

    /// <summary>Writes a new order down.</summary>
    internal Order Add(string dish)
    {
        var order = new Order(Interlocked.Increment(ref _lastId), dish, OrderStatus.Queued);
        _orders[order.Id] = order;
        return order;
    }

    /// <summary>Finds an order; null if there was none, or it was long ago.</summary>
    internal Order? Find(long id) => _orders.GetValueOrDefault(id);

    /// <summary>Strikes an order that will not be cooked.</summary>
    internal void Remove(Order order) => _orders.TryRemove(order.Id, out _);

    /// <summary>Notes how far an order is.</summary>
    internal void Note(Order order, OrderStatus status)
    {
        _orders[order.Id] = order with { Status = status };
        if (status != OrderStatus.Served)
            return;
        _served.Enqueue(order.Id);
        if (_served.Count > Remembered && _served.TryDequeue(out var oldest))
            _orders.TryRemove(oldest, out _);
    }
}
