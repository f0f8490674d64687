namespace Kitchen.Orders;

/// <summary>An accepted order.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Dish">What was ordered.</param>
/// <param name="Status">How far it is.</param>
internal sealed record Order(long Id, string Dish, OrderStatus Status);
