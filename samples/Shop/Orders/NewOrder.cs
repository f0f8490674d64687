using System.ComponentModel.DataAnnotations;

namespace Shop.Orders;

/// <summary>An order to be placed.</summary>
internal sealed record NewOrder([Length(1, 50)] IReadOnlyList<NewOrderLine> Lines);
