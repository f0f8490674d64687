using Microsoft.Data.Sqlite;

namespace Kitchen.Items;

/// <summary>Items as a resource.</summary>
internal static class ItemEndpoints
{
    private const int Busy = 5; // SQLITE_BUSY: another process writes, and has done so for seconds

    internal static void MapItems(this RondoApp app)
    {
        app.OnError<SqliteException>(static exception => exception.SqliteErrorCode == Busy ? new ServiceUnavailable("The database is busy. Try again in a moment.", exception) : null);
        app.Group("/items", "Items").Include(typeof(ItemEndpoints));
    }

    /// <summary>Stores an item.</summary>
    [Post(""), Status(201)]
    internal static async Task<Item> Create(NewItem item, Transaction transaction, HttpResponse response)
    {
        var stored = await ItemStore.AddAsync(transaction, item);
        response.Headers.Location = $"/items/{stored.Id}";
        return stored;
    }

    /// <summary>Lists items in the order in which they were stored.</summary>
    [Get("")]
    internal static Task<IReadOnlyList<Item>> List(Slice slice, ItemStore items) => items.ListAsync(slice);

    /// <summary>Finds an item.</summary>
    [Get("/{id}")]
    internal static async Task<Item> Find(long id, ItemStore items) =>
        await items.FindAsync(id) ?? throw new NotFound($"There is no item {id}.");

    /// <summary>Replaces an item.</summary>
    [Put("/{id}")]
    internal static async Task<Item> Replace(long id, NewItem item, Transaction transaction) =>
        await ItemStore.ReplaceAsync(transaction, id, item) ?? throw new NotFound($"There is no item {id}.");

    /// <summary>Removes an item.</summary>
    [Delete("/{id}")]
    internal static async Task Remove(long id, Transaction transaction)
    {
        if (!await ItemStore.RemoveAsync(transaction, id))
            throw new NotFound($"There is no item {id}.");
    }
}
