namespace Shop.Orders;

/// <summary>A line of an order.</summary>
internal sealed record OrderLineView(int ProductId, string Product, int Quantity, decimal Price);
