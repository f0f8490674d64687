using Microsoft.AspNetCore.Identity;

namespace Shop.Customers;

/// <summary>A customer, whose password and sign-ins are kept by ASP.NET Core Identity.</summary>
internal sealed class Customer : IdentityUser;
