using static System.Net.HttpStatusCode;

namespace Rondo.Samples.Tests.Shop;

public class CatalogTests
{
    public static TheoryData<string, string> Kinds => ShopProcess.Kinds;

    [Theory, MemberData(nameof(Kinds)), Trait("Speed", "Slow")]
    public async Task The_admin_alone_changes_the_catalog(string kind, string environment)
    {
        await using var shop = await ShopProcess.StartAsync(kind, environment);
        var visitor = shop.Client();
        var customer = await shop.LogInAsync("ann@example.org");
        var admin = await shop.LogInAsync(ShopProcess.Admin);
        var tea = new { name = "tea", price = 2.5, stock = 7 };
        var change = new { price = 3, stock = 8, version = 0 };
        var prices = new { factor = 2 };
        foreach (var (client, status) in new[] { (visitor, Unauthorized), (customer, Forbidden) })
        {
            await shop.SendAsync(client, HttpMethod.Post, "/products", tea, status);
            await shop.SendAsync(client, HttpMethod.Put, "/products/1", change, status);
            await shop.SendAsync(client, HttpMethod.Post, "/products/prices", prices, status);
        }

        await shop.SendAsync(admin, HttpMethod.Post, "/products", tea, Created);
        await shop.SendAsync(admin, HttpMethod.Put, "/products/1", change, OK);
        await shop.SendAsync(admin, HttpMethod.Post, "/products/prices", prices, OK);
        var product = await shop.SendAsync(visitor, HttpMethod.Get, "/products/1", null, OK);
        Assert.Equal(6m, product.GetProperty("price").GetDecimal());
        for (var price = 60m; price < 1_000_000; price *= 10)
            await shop.SendAsync(admin, HttpMethod.Post, "/products/prices", new { factor = 10 }, OK);
        await shop.SendAsync(admin, HttpMethod.Post, "/products/prices", new { factor = 10 }, Conflict); // nothing has changed
        await shop.SendAsync(admin, HttpMethod.Post, "/products/prices", new { factor = 0.1 }, OK);
        product = await shop.SendAsync(visitor, HttpMethod.Get, "/products/1", null, OK);
        Assert.Equal(60_000m, product.GetProperty("price").GetDecimal());
        Assert.Equal((8, 8), (product.GetProperty("stock").GetInt32(), product.GetProperty("version").GetInt32()));
        Assert.Equal(0, await shop.StopAsync());
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Speed", "Slow")]
    public async Task Products_are_listed_in_pages(string kind, string environment)
    {
        await using var shop = await ShopProcess.StartAsync(kind, environment);
        var admin = await shop.LogInAsync(ShopProcess.Admin);
        foreach (var name in new[] { "tea", "coffee", "water" })
            await shop.SendAsync(admin, HttpMethod.Post, "/products", new { name, price = 1, stock = 1 }, Created);

        Assert.Equal("tea coffee", await NamesAsync("limit=2"));
        Assert.Equal("water", await NamesAsync("limit=2&after=2"));
        Assert.Equal("tea water", await NamesAsync("search=te")); // "water" contains it as well
        await shop.SendAsync(admin, HttpMethod.Get, "/products?limit=0", null, UnprocessableEntity);
        await shop.SendAsync(admin, HttpMethod.Get, "/products/4", null, NotFound);
        await shop.SendAsync(admin, HttpMethod.Get, "/products/tea", null, UnprocessableEntity);
        await shop.SendAsync(admin, HttpMethod.Post, "/products", new { name = "", price = -1, stock = 1 }, UnprocessableEntity);
        Assert.Equal(0, await shop.StopAsync());

        async Task<string> NamesAsync(string query)
        {
            var products = await shop.SendAsync(admin, HttpMethod.Get, $"/products?{query}", null, OK);
            return string.Join(' ', products.EnumerateArray().Select(static each => each.GetProperty("name")));
        }
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Speed", "Slow")]
    public async Task A_change_that_comes_too_late_is_a_conflict(string kind, string environment)
    {
        await using var shop = await ShopProcess.StartAsync(kind, environment);
        var admin = await shop.LogInAsync(ShopProcess.Admin);
        var statuses = await ShopProcess.RaceAsync(admin, "/products", new { name = "tea", price = 1, stock = 1 });
        Assert.Equal([201, .. Enumerable.Repeat(409, 19)], statuses);
        var taken = await shop.SendAsync(admin, HttpMethod.Post, "/products", new { name = "tea", price = 1, stock = 1 }, Conflict);
        Assert.Equal("The name is taken. Choose another one.", taken.GetProperty("detail").GetString());

        var id = (await shop.SendAsync(admin, HttpMethod.Get, "/products", null, OK))[0].GetProperty("id").GetInt32();
        await shop.SendAsync(admin, HttpMethod.Put, $"/products/{id}", new { price = 2, stock = 1, version = 0 }, OK);
        var stale = await shop.SendAsync(admin, HttpMethod.Put, $"/products/{id}", new { price = 3, stock = 1, version = 0 }, Conflict);
        Assert.Equal("Another request changed it first. Read it again, and repeat the change.", stale.GetProperty("detail").GetString());
        await shop.SendAsync(admin, HttpMethod.Put, $"/products/{id}", new { price = 3, stock = 1, version = 1 }, OK);
        await shop.SendAsync(admin, HttpMethod.Put, "/products/1000", new { price = 3, stock = 1, version = 1 }, NotFound);
        Assert.Equal(0, await shop.StopAsync());
    }
}
