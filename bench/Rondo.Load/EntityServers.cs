using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Rondo.Load;

/// <summary>One row by its key from SQLite through EF Core: from a loop with UseRondo(), and in ASP.NET's way on Kestrel.</summary>
internal static class EntityServers
{
    internal static void RunRondo(LoadArguments arguments)
    {
        var connection = Connection();
        var builder = RondoApp.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Server(arguments.Apply);
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        builder.Services.AddDbContextPool<Menu>(options => options.UseSqlite(connection).UseRondo());
        var app = builder.Build();
        app.Get("/dishes/{id}", async (long id, Menu menu) =>
            await menu.Dishes.AsNoTracking().FirstOrDefaultAsync(each => each.Id == id, CancelScope.CurrentToken)
            ?? throw new NotFound($"There is no dish {id}."));
        WebServer.Announce(app, app);
        app.Run();
    }

    internal static void RunKestrel(LoadArguments arguments)
    {
        var connection = Connection();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        builder.Services.AddDbContextPool<Menu>(options => options.UseSqlite(connection));
        var app = builder.Build();
        app.MapGet("/dishes/{id}", async (long id, Menu menu, CancellationToken cancellation) =>
            await menu.Dishes.AsNoTracking().FirstOrDefaultAsync(each => each.Id == id, cancellation) is { } dish
                ? Results.Ok(dish) : Results.NotFound());
        WebServer.Announce(app, app);
        app.Run();
    }

    private static string Connection() => new SqliteConnectionStringBuilder { DataSource = DataServers.CreateFile() }.ToString();

    /// <summary>The context.</summary>
    internal sealed class Menu(DbContextOptions<Menu> options) : DbContext(options)
    {
        internal DbSet<Dish> Dishes => Set<Dish>();

        protected override void OnModelCreating(ModelBuilder model) => model.Entity<Dish>(static dish =>
        {
            dish.ToTable("dishes");
            dish.Property(static each => each.Id).HasColumnName("id");
            dish.Property(static each => each.Name).HasColumnName("name");
            dish.Property(static each => each.Price).HasColumnName("price");
        });
    }
}
