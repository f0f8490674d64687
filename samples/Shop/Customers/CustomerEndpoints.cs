using System.Security.Claims;
using Shop.Data;

namespace Shop.Customers;

/// <summary>Registration and login: the endpoints of ASP.NET Core Identity.</summary>
internal static class CustomerEndpoints
{
    /// <summary>
    /// The policy of endpoints for the customer whose e-mail address is the setting <c>admin</c>. Register that address before the
    /// shop is public.
    /// </summary>
    internal const string Admin = "Admin";

    internal static void AddCustomers(this RondoAppBuilder builder)
    {
        builder.Services.AddIdentityApiEndpoints<Customer>().AddEntityFrameworkStores<ShopContext>();
        var admin = builder.Configuration["admin"];
        builder.Services.AddAuthorizationBuilder().AddPolicy(
            Admin,
            policy => policy.RequireAssertion(context => admin is not null && context.User.HasClaim(ClaimTypes.Email, admin)));
        builder.Services.AddSingleton(TimeProvider.System);
    }

    internal static void MapCustomers(this RondoApp app) => app.Group("/account", "Customers").MapIdentityApi<Customer>();
}
