namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/larger-apps.md.</summary>
public static class LargerApps
{
    internal static void Setup(RondoAppBuilder builder) => builder.Services.AddSingleton(new Menu());

    internal static void Map(RondoApp app)
    {
        // begin api-groups
        var tables = app.Group("/tables/{table}", "tables");
        tables.Get("/", (int table) => $"table {table}");
        tables.Get("/orders", (int table, int page = 1) => $"orders of table {table}, page {page}");
        // end api-groups

        // begin api-include
        app.Include(typeof(Health));
        app.Group("/v1").Include<MenuHandlers>();
        // end api-include
    }

    // begin api-attributed
    internal static class Health
    {
        /// <summary>Whether the kitchen is open.</summary>
        [Get("/health")]
        internal static string Check() => "open";
    }

    public sealed class MenuHandlers(Menu menu)
    {
        /// <summary>A dish of the menu.</summary>
        /// <param name="id">Its number.</param>
        [Get("/menu/{id}")]
        public string Find(int id) => menu.Dishes.ElementAtOrDefault(id) ?? throw new NotFound($"There is no dish {id}.");

        [Post("/menu"), Status(201)]
        public async Task<string> Add(NewDish dish)
        {
            await EventLoop.Yield();
            menu.Dishes.Enqueue(dish.Name);
            return dish.Name;
        }
    }
    // end api-attributed

    public sealed record NewDish(string Name);

    public sealed class Menu
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Dishes { get; } = new(["soup"]); // requests on several loops share it
    }
}
