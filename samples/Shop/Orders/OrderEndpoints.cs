using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Shop.Customers;
using Shop.Data;

namespace Shop.Orders;

/// <summary>The orders of the customer who has logged in.</summary>
[Authorize]
internal static class OrderEndpoints
{
    internal static void MapOrders(this RondoApp app) => app.Group("/orders", "Orders").Include(typeof(OrderEndpoints));

    /// <summary>Places an order: all of its lines, or none.</summary>
    [Post(""), Status(201)]
    internal static async Task<OrderView> Place(
        NewOrder wanted, CurrentCustomer customer, ShopContext shop, TimeProvider clock, HttpResponse response)
    {
        var order = new Order { CustomerId = customer.Id, PlacedAt = clock.GetUtcNow().UtcDateTime };
        foreach (var line in wanted.Lines)
        {
            var product = await shop.Products.FindAsync([line.ProductId], CancelScope.CurrentToken)
                ?? throw new NotFound($"There is no product {line.ProductId}.");
            if (product.Stock < line.Quantity)
                throw new Conflict($"Of '{product.Name}' there are {product.Stock} left.");
            product.Stock -= line.Quantity;
            product.Version++;
            order.Lines.Add(new OrderLine { Product = product, Quantity = line.Quantity, Price = product.Price });
        }

        shop.Add(order);
        await shop.SaveChangesAsync(CancelScope.CurrentToken); // one transaction; 409 if another order took the stock
        response.Headers.Location = $"/orders/{order.Id}";
        return OrderView.Of(order);
    }

    /// <summary>Lists the customer's orders.</summary>
    [Get("")]
    internal static async Task<List<OrderView>> List(Slice slice, CurrentCustomer customer, ShopContext shop)
    {
        var orders = await Of(customer, shop).AsNoTracking()
            .Where(order => order.Id > slice.After)
            .OrderBy(static order => order.Id)
            .Take(slice.Limit)
            .ToListAsync(CancelScope.CurrentToken);
        return orders.ConvertAll(OrderView.Of);
    }

    /// <summary>Finds an order of the customer.</summary>
    [Get("/{id}")]
    internal static async Task<OrderView> Find(int id, CurrentCustomer customer, ShopContext shop) =>
        OrderView.Of(await FindOrder(id, customer, shop));

    /// <summary>Cancels an order, and gives its products back.</summary>
    [Post("/{id}/cancel")]
    internal static async Task<OrderView> Cancel(int id, CurrentCustomer customer, ShopContext shop)
    {
        var order = await FindOrder(id, customer, shop);
        if (order.Status == OrderStatus.Canceled)
            throw new Conflict($"The order {id} is canceled already.");
        order.Status = OrderStatus.Canceled;
        foreach (var line in order.Lines)
        {
            line.Product.Stock += line.Quantity;
            line.Product.Version++;
        }

        await shop.SaveChangesAsync(CancelScope.CurrentToken);
        return OrderView.Of(order);
    }

    private static IQueryable<Order> Of(CurrentCustomer customer, ShopContext shop) => shop.Orders
        .Include(static order => order.Lines).ThenInclude(static line => line.Product)
        .Where(order => order.CustomerId == customer.Id);

    private static async Task<Order> FindOrder(int id, CurrentCustomer customer, ShopContext shop) =>
        await Of(customer, shop).FirstOrDefaultAsync(order => order.Id == id, CancelScope.CurrentToken)
        ?? throw new NotFound($"There is no order {id}.");
}
