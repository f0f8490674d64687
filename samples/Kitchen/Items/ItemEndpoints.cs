namespace Kitchen.Items;

/// <summary>Items as a resource.</summary>
internal static class ItemEndpoints
{
    internal static void MapItems(this RondoApp app) => app.Group("/items", "Items").Include(typeof(ItemEndpoints));

    /// <summary>Stores an item.</summary>
    [Post(""), Status(201)]
    internal static async Task<Item> Create(NewItem item, Transaction transaction, HttpResponse response)
    {
        var stored = await transaction.OneAsync<Item>(
            $"INSERT INTO items (name, price, tags) VALUES ({item.Name}, {item.Price}, {item.Tags ?? []}) RETURNING *");
        response.Headers.Location = $"/items/{stored.Id}";
        return stored;
    }

    /// <summary>Lists items in the order in which they were stored.</summary>
    [Get("")]
    internal static Task<IReadOnlyList<Item>> List(Slice slice, Database db) =>
        db.QueryAsync<Item>($"SELECT * FROM items ORDER BY id LIMIT {slice.Limit} OFFSET {slice.Offset}");

    /// <summary>Finds an item.</summary>
    [Get("/{id}")]
    internal static async Task<Item> Find(long id, Database db) =>
        await db.FindAsync<Item>($"SELECT * FROM items WHERE id = {id}") ?? throw new NotFound($"There is no item {id}.");

    /// <summary>Replaces an item.</summary>
    [Put("/{id}")]
    internal static async Task<Item> Replace(long id, NewItem item, Transaction transaction) =>
        await transaction.FindAsync<Item>(
            $"UPDATE items SET name = {item.Name}, price = {item.Price}, tags = {item.Tags ?? []} WHERE id = {id} RETURNING *")
            ?? throw new NotFound($"There is no item {id}.");

    /// <summary>Removes an item.</summary>
    [Delete("/{id}")]
    internal static async Task Remove(long id, Transaction transaction)
    {
        if (await transaction.ExecuteAsync($"DELETE FROM items WHERE id = {id}") == 0)
            throw new NotFound($"There is no item {id}.");
    }
}
