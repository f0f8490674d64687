using Shop.Customers;

namespace Shop.Orders;

/// <summary>An order with its lines.</summary>
internal sealed class Order
{
    public int Id { get; set; }

    public required string CustomerId { get; set; }

    public Customer? Customer { get; set; }

    public DateTime PlacedAt { get; set; }

    public OrderStatus Status { get; set; }

    public List<OrderLine> Lines { get; } = [];
}
