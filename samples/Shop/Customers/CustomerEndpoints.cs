using Shop.Data;

namespace Shop.Customers;

/// <summary>Registration and login: the endpoints of ASP.NET Core Identity.</summary>
internal static class CustomerEndpoints
{
    internal static void AddCustomers(this RondoAppBuilder builder)
    {
        builder.Services.AddIdentityApiEndpoints<Customer>().AddEntityFrameworkStores<ShopContext>();
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton(TimeProvider.System);
    }

    internal static void MapCustomers(this RondoApp app) => app.Group("/account", "Customers").MapIdentityApi<Customer>();
}
