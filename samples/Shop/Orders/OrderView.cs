namespace Shop.Orders;

/// <summary>An order as its customer sees it.</summary>
internal sealed record OrderView(int Id, DateTime PlacedAt, OrderStatus Status, decimal Total, IReadOnlyList<OrderLineView> Lines)
{
    internal static OrderView Of(Order order) => new(
        order.Id,
        DateTime.SpecifyKind(order.PlacedAt, DateTimeKind.Utc), // SQLite does not keep it
        order.Status,
        order.Lines.Sum(static line => line.Price * line.Quantity),
        order.Lines.ConvertAll(static line => new OrderLineView(line.ProductId, line.Product.Name, line.Quantity, line.Price)));
}
