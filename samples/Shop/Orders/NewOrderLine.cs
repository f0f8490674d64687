using System.ComponentModel.DataAnnotations;

namespace Shop.Orders;

/// <summary>A product to be bought.</summary>
internal sealed record NewOrderLine(int ProductId, [Range(1, 1_000)] int Quantity);
