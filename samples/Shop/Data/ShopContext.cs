using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Shop.Catalog;
using Shop.Customers;
using Shop.Orders;

namespace Shop.Data;

/// <summary>The tables of the shop. Each database has migrations of its own, and so a context of its own.</summary>
internal abstract class ShopContext(DbContextOptions options) : IdentityUserContext<Customer>(options)
{
    internal DbSet<Product> Products => Set<Product>();

    internal DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Product>().HasIndex(static product => product.Name).IsUnique();
        builder.Entity<Product>().Property(static product => product.Price).HasPrecision(12, 2);
        builder.Entity<Order>().Property(static order => order.Status).HasConversion<string>().HasMaxLength(20);
        builder.Entity<OrderLine>().Property(static line => line.Price).HasPrecision(12, 2);
        builder.Entity<OrderLine>().HasOne(static line => line.Product).WithMany().OnDelete(DeleteBehavior.Restrict);
    }
}
