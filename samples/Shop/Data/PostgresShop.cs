using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Shop.Data;

/// <summary>The shop in PostgreSQL.</summary>
internal sealed class PostgresShop(DbContextOptions<PostgresShop> options) : ShopContext(options)
{
    /// <summary>For <c>dotnet ef migrations add NAME --context PostgresShop --output-dir Migrations/Postgres</c>.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<PostgresShop>
    {
        public PostgresShop CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresShop>().UseNpgsql().Options);
    }
}
