using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Kitchen.Items;

/// <summary>The items in the database.</summary>
internal sealed class ItemStore(Database database)
{
    private const string Columns = "id, name, price, tags";

    [Dependency(DependencyScope.App)]
    internal static ItemStore Create(Database database) => new(database);

    internal Task<Item?> FindAsync(long id) => database.ReadAsync(command =>
    {
        command.CommandText = $"SELECT {Columns} FROM items WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        return ReadOne(command);
    });

    internal Task<IReadOnlyList<Item>> ListAsync(Slice slice) => database.ReadAsync<IReadOnlyList<Item>>(command =>
    {
        command.CommandText = $"SELECT {Columns} FROM items ORDER BY id LIMIT $limit OFFSET $offset";
        command.Parameters.AddWithValue("$limit", slice.Limit);
        command.Parameters.AddWithValue("$offset", slice.Offset);
        using var reader = command.ExecuteReader();
        var items = new List<Item>();
        while (reader.Read())
            items.Add(Read(reader));
        return items;
    });

    internal static Task<Item> AddAsync(Transaction transaction, NewItem item) => transaction.RunAsync(command =>
    {
        command.CommandText = $"INSERT INTO items (name, price, tags) VALUES ($name, $price, $tags) RETURNING {Columns}";
        Bind(command, item);
        return ReadOne(command)!;
    });

    /// <summary>Replaces an item; null if there is none.</summary>
    internal static Task<Item?> ReplaceAsync(Transaction transaction, long id, NewItem item) => transaction.RunAsync(command =>
    {
        command.CommandText = $"UPDATE items SET name = $name, price = $price, tags = $tags WHERE id = $id RETURNING {Columns}";
        command.Parameters.AddWithValue("$id", id);
        Bind(command, item);
        return ReadOne(command);
    });

    /// <summary>Removes an item; false if there is none.</summary>
    internal static Task<bool> RemoveAsync(Transaction transaction, long id) => transaction.RunAsync(command =>
    {
        command.CommandText = "DELETE FROM items WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        return command.ExecuteNonQuery() > 0;
    });

    private static void Bind(SqliteCommand command, NewItem item)
    {
        command.Parameters.AddWithValue("$name", item.Name);
        command.Parameters.AddWithValue("$price", item.Price.ToString(CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$tags", JsonSerializer.Serialize(item.Tags ?? []));
    }

    private static Item? ReadOne(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    private static Item Read(SqliteDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        decimal.Parse(reader.GetString(2), CultureInfo.InvariantCulture),
        JsonSerializer.Deserialize<string[]>(reader.GetString(3))!);
}
