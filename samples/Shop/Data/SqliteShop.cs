using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Shop.Data;

/// <summary>The shop in SQLite.</summary>
internal sealed class SqliteShop(DbContextOptions<SqliteShop> options) : ShopContext(options)
{
    /// <summary>For <c>dotnet ef migrations add NAME --context SqliteShop --output-dir Migrations/Sqlite</c>.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteShop>
    {
        public SqliteShop CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteShop>().UseSqlite().Options);
    }
}
