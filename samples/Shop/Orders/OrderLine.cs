using Shop.Catalog;

namespace Shop.Orders;

/// <summary>A product of an order, with the price of its day.</summary>
internal sealed class OrderLine
{
    public int Id { get; set; }

    public int OrderId { get; set; }

    public int ProductId { get; set; }

    public required Product Product { get; set; }

    public int Quantity { get; set; }

    public decimal Price { get; set; }
}
