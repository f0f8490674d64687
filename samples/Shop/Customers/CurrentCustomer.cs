using System.Security.Claims;

namespace Shop.Customers;

/// <summary>The customer who sent the request.</summary>
internal sealed record CurrentCustomer(string Id)
{
    [Dependency]
    internal static CurrentCustomer Of(ClaimsPrincipal user) =>
        new(user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new Unauthorized());
}
