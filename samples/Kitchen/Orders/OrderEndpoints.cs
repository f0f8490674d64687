namespace Kitchen.Orders;

/// <summary>
/// Orders are accepted at once and cooked by a job. The order and its job are one transaction: an accepted order is served,
/// whatever happens to the program.
/// </summary>
internal static class OrderEndpoints
{
    private const string Stoves = "stoves";
    private static readonly TimeSpan s_cooking = TimeSpan.FromMilliseconds(200);

    internal static void AddOrders(this RondoAppBuilder builder) => builder.AddJobs(new JobsOptions
    {
        Queues = new Dictionary<string, QueueOptions> { [Stoves] = new() { Concurrency = 100 } },
    });

    internal static void MapOrders(this RondoApp app)
    {
        var cook = app.Job<long>("cook", CookAsync, new JobOptions { Queue = Stoves });
        var orders = app.Group("/orders", "Orders");
        orders.Include(typeof(OrderEndpoints));
        orders.Post("", async (NewOrder wanted, Transaction transaction, HttpResponse response) =>
        {
            var order = await transaction.OneAsync<Order>(
                $"INSERT INTO orders (dish, status) VALUES ({wanted.Dish}, {OrderStatus.Queued}) RETURNING *");
            await cook.EnqueueAsync(transaction, order.Id);
            response.Headers.Location = $"/orders/{order.Id}";
            return order;
        }).Status(202).WithSummary("Accepts an order.");
    }

    /// <summary>How far an order is.</summary>
    [Get("/{id}")]
    internal static async Task<Order> Find(long id, Database db) =>
        await db.FindAsync<Order>($"SELECT * FROM orders WHERE id = {id}") ?? throw new NotFound($"There is no order {id}.");

    /// <summary>Cooks an order. It begins again if the program ended while it cooked.</summary>
    private static async Task CookAsync(long id, Database db)
    {
        await db.ExecuteAsync($"UPDATE orders SET status = {OrderStatus.Cooking} WHERE id = {id}");
        await EventLoop.Sleep(s_cooking);
        await db.ExecuteAsync($"UPDATE orders SET status = {OrderStatus.Served} WHERE id = {id}");
    }
}
