using System.Text.Json;
using static System.Net.HttpStatusCode;

namespace Rondo.Samples.Tests.Shop;

public class OrderTests
{
    public static TheoryData<string, string> Kinds => ShopProcess.Kinds;

    [Theory, MemberData(nameof(Kinds)), Trait("Speed", "Slow")]
    public async Task A_customer_places_an_order_and_cancels_it(string kind, string environment)
    {
        await using var shop = await ShopProcess.StartAsync(kind, environment);
        var admin = await shop.LogInAsync(ShopProcess.Admin);
        var ann = await shop.LogInAsync("ann@example.org");
        var bob = await shop.LogInAsync("bob@example.org");
        await shop.SendAsync(admin, HttpMethod.Post, "/products", new { name = "tea", price = 2.5, stock = 5 }, Created);
        await shop.SendAsync(admin, HttpMethod.Post, "/products", new { name = "cup", price = 10, stock = 1 }, Created);
        await shop.SendAsync(shop.Client(), HttpMethod.Post, "/orders", Order((1, 1)), Unauthorized);

        var placed = await shop.SendAsync(ann, HttpMethod.Post, "/orders", Order((1, 2), (2, 1)), Created);
        AssertOrder("placed", placed);
        AssertOrder("placed", await shop.SendAsync(ann, HttpMethod.Get, "/orders/1", null, OK));
        AssertOrder("placed", Assert.Single((await shop.SendAsync(ann, HttpMethod.Get, "/orders?limit=1", null, OK)).EnumerateArray()));
        Assert.Equal("3 0", await StocksAsync());

        await shop.SendAsync(bob, HttpMethod.Get, "/orders/1", null, NotFound); // another customer's
        await shop.SendAsync(bob, HttpMethod.Post, "/orders/1/cancel", null, NotFound);
        await shop.SendAsync(bob, HttpMethod.Post, "/orders", Order((1, 1), (7, 1)), NotFound);
        await shop.SendAsync(bob, HttpMethod.Post, "/orders", Order((1, 1), (2, 1)), Conflict);
        await shop.SendAsync(bob, HttpMethod.Post, "/orders", Order((1, 0)), UnprocessableEntity);
        Assert.Equal("3 0", await StocksAsync()); // all lines, or none

        AssertOrder("canceled", await shop.SendAsync(ann, HttpMethod.Post, "/orders/1/cancel", null, OK));
        await shop.SendAsync(ann, HttpMethod.Post, "/orders/1/cancel", null, Conflict);
        Assert.Equal("5 1", await StocksAsync());
        Assert.Equal(0, await shop.StopAsync());

        async Task<string> StocksAsync()
        {
            var products = await shop.SendAsync(ann, HttpMethod.Get, "/products", null, OK);
            return string.Join(' ', products.EnumerateArray().Select(static each => each.GetProperty("stock")));
        }
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Speed", "Slow")]
    public async Task Orders_that_race_never_sell_more_than_the_stock(string kind, string environment)
    {
        await using var shop = await ShopProcess.StartAsync(kind, environment);
        var admin = await shop.LogInAsync(ShopProcess.Admin);
        await shop.SendAsync(admin, HttpMethod.Post, "/products", new { name = "tea", price = 1, stock = 3 }, Created);
        var statuses = await ShopProcess.RaceAsync(admin, "/orders", Order((1, 1)));
        Assert.All(statuses, static status => Assert.True(status is 201 or 409, $"{status}"));
        var sold = statuses.Count(static status => status == 201);
        Assert.InRange(sold, 1, 3);
        var product = await shop.SendAsync(admin, HttpMethod.Get, "/products/1", null, OK);
        Assert.Equal(3 - sold, product.GetProperty("stock").GetInt32());
        Assert.Equal(0, await shop.StopAsync());
    }

    private static object Order(params (int Product, int Quantity)[] lines) =>
        new { lines = lines.Select(static line => new { productId = line.Product, quantity = line.Quantity }) };

    private static void AssertOrder(string status, JsonElement order)
    {
        Assert.Equal(status, order.GetProperty("status").GetString());
        Assert.Equal(15m, order.GetProperty("total").GetDecimal());
        Assert.EndsWith("Z", order.GetProperty("placedAt").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [(1, "tea", 2, 2.5m), (2, "cup", 1, 10m)],
            order.GetProperty("lines").EnumerateArray().Select(static line => (
                line.GetProperty("productId").GetInt32(),
                line.GetProperty("product").GetString()!,
                line.GetProperty("quantity").GetInt32(),
                line.GetProperty("price").GetDecimal())));
    }
}
