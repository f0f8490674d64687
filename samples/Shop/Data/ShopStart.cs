using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

/// <summary>Brings the tables up to date before the app listens.</summary>
internal static class ShopStart
{
    internal static async Task MigrateAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.MigrateAsync(CancelScope.CurrentToken);
    }
}
