using static System.Net.HttpStatusCode;

namespace Rondo.Samples.Tests.Shop;

public class AccountTests
{
    public static TheoryData<string, string> Kinds => ShopProcess.Kinds;

    [Theory, MemberData(nameof(Kinds)), Trait("Speed", "Slow")]
    public async Task A_customer_registers_once_and_logs_in(string kind, string environment)
    {
        await using var shop = await ShopProcess.StartAsync(kind, environment);
        var statuses = await ShopProcess.RaceAsync(shop.Client(), "/account/register", ShopProcess.Account("ann@example.org"));
        Assert.Equal(200, statuses[0]);
        // 400: Identity found the name; 409: the database did.
        Assert.All(statuses[1..], static status => Assert.True(status is 400 or 409, $"{status}"));
        await shop.SendAsync(shop.Client(), HttpMethod.Post, "/account/register", ShopProcess.Account("no address"), BadRequest);
        await shop.SendAsync(shop.Client(), HttpMethod.Post, "/account/login", ShopProcess.Account("ann@example.org"), OK);
        await shop.SendAsync(shop.Client(), HttpMethod.Post, "/account/login", ShopProcess.Account("bob@example.org"), Unauthorized);
        Assert.Equal(0, await shop.StopAsync());
    }
}
