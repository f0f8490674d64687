using Rondo.Sync;

namespace Kitchen.Orders;

/// <summary>Cooks orders, on the loop that took them.</summary>
internal sealed class Cook(OrderBook orders)
{
    private static readonly LoopLocal<CapacityLimiter> s_stoves = new(static () => new CapacityLimiter(100));
    private static readonly TimeSpan s_cooking = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for a stove, cooks, serves.</summary>
    internal async Task CookAsync(Order order)
    {
        using (await s_stoves.Value.AcquireAsync())
        {
            orders.Note(order, OrderStatus.Cooking);
            await EventLoop.Sleep(s_cooking);
        }

        orders.Note(order, OrderStatus.Served);
    }
}
