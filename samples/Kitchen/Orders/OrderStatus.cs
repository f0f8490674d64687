namespace Kitchen.Orders;

/// <summary>How far an order is.</summary>
internal enum OrderStatus
{
    /// <summary>Accepted.</summary>
    Queued,

    /// <summary>On a stove.</summary>
    Cooking,

    /// <summary>Done.</summary>
    Served,
}
