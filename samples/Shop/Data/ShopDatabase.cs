using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

/// <summary>Connects the shop's context with the database of a URL.</summary>
internal static class ShopDatabase
{
    internal static void AddShopDatabase(this RondoAppBuilder builder, string url)
    {
        builder.AddDatabase(url); // checks the URL, and the connection before the app listens
        if (url.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase))
            builder.Services.AddDbContextPool<ShopContext, SqliteShop>(static (services, options) =>
                options.UseSqlite(services.GetRequiredService<Database>().Source.ConnectionString).UseRondo());
        else
            builder.Services.AddDbContextPool<ShopContext, PostgresShop>(static (services, options) =>
                options.UseNpgsql(services.GetRequiredService<Database>().NpgsqlSource).UseRondo());
    }
}
