namespace Shop.Orders;

/// <summary>The state of an order.</summary>
internal enum OrderStatus
{
    Placed,
    Canceled,
}
