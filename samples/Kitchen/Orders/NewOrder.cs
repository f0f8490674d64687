using System.ComponentModel.DataAnnotations;

namespace Kitchen.Orders;

/// <summary>An order.</summary>
/// <param name="Dish">What is to be cooked.</param>
internal sealed record NewOrder([Length(1, 100)] string Dish);
