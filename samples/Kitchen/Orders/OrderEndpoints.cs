namespace Kitchen.Orders;

/// <summary>Orders are accepted at once and cooked after the response; a shutdown waits for them.</summary>
internal static class OrderEndpoints
{
    internal static void AddOrders(this RondoAppBuilder builder)
    {
        builder.Services.AddSingleton<OrderBook>();
        builder.Services.AddSingleton<Cook>();
    }

    internal static void MapOrders(this RondoApp app) => app.Group("/orders", "Orders").Include(typeof(OrderEndpoints));

    /// <summary>Accepts an order.</summary>
    [Post(""), Status(202)]
    internal static Order Place(NewOrder wanted, OrderBook orders, Cook cook, After after, HttpResponse response)
    {
        var order = orders.Add(wanted.Dish);
        try
        {
            after.Run($"cook order {order.Id}", () => cook.CookAsync(order));
        }
        catch (ServiceUnavailable)
        {
            orders.Remove(order); // there is more to cook than one kitchen can promise
            throw;
        }

        response.Headers.Location = $"/orders/{order.Id}";
        return order;
    }

    /// <summary>How far an order is.</summary>
    [Get("/{id}")]
    internal static Order Find(long id, OrderBook orders) => orders.Find(id) ?? throw new NotFound($"There is no order {id}.");
}
