using System.ComponentModel.DataAnnotations.Schema;

namespace Rondo.Data.Tests;

/// <summary>Statements and their rows, on each kind of database.</summary>
public sealed class StatementTests
{
    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_record_goes_in_and_comes_back(string kind)
    {
        await using var db = await WithItemsAsync(kind);
        var soup = await db.OneAsync<Item>($"INSERT INTO items (name, price, tags, size) VALUES ({"soup"}, {4.50m}, {new[] { "hot", "new" }}, {Size.ExtraLarge}) RETURNING *");
        var found = await db.FindAsync<Item>($"SELECT * FROM items WHERE id = {soup.Id}");
        Assert.NotNull(found);
        Assert.Equal("soup", found.Name);
        Assert.Equal(4.50m, found.Price);
        Assert.Equal(["hot", "new"], found.Tags);
        Assert.Equal(Size.ExtraLarge, found.Size);
        Assert.Null(found.Note);
        Assert.Null(await db.FindAsync<Item>($"SELECT * FROM items WHERE id = {soup.Id + 1}"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_list_behind_in_is_a_list_of_parameters(string kind)
    {
        await using var db = await WithItemsAsync(kind, "soup", "bread", "cheese");
        Assert.Equal(["soup", "cheese"], await db.QueryAsync<string>($"SELECT name FROM items WHERE id IN {new[] { 1L, 3L }} ORDER BY id"));
        Assert.Equal(["soup", "cheese"], await db.QueryAsync<string>($"SELECT name FROM items WHERE id IN ({new List<long> { 1, 3 }}) ORDER BY id"));
        Assert.Equal(["bread"], await db.QueryAsync<string>($"SELECT name FROM items WHERE name in {new[] { "bread" }}"));
        Assert.Equal(0, await db.ScalarAsync<int>($"SELECT count(*) FROM items WHERE id IN {Array.Empty<long>()}"));
        Assert.Equal(3, await db.ScalarAsync<int>($"SELECT count(*) FROM items WHERE id NOT IN {Array.Empty<long>()}"));
        Assert.Equal(3, await db.ScalarAsync<int>($"SELECT count(*) FROM items WHERE name NOT IN {Array.Empty<string>()}"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Parts_are_spliced_in(string kind)
    {
        await using var db = await WithItemsAsync(kind, "soup", "bread", "cheese");
        List<Sql> conditions = [$"name <> {"soup"}", $"price < {100m}"];
        Sql order = Sql.Identifier("name");
        Assert.Equal(["bread", "cheese"], await db.QueryAsync<string>($"SELECT name FROM items WHERE {Sql.Join(" AND ", conditions)} ORDER BY {order}"));
        Assert.Equal(3, await db.ScalarAsync<long>($"SELECT count(*) FROM items{Sql.Empty}"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Input_never_becomes_part_of_the_text(string kind)
    {
        await using var db = await WithItemsAsync(kind, "soup");
        var evil = "'; DROP TABLE items; --";
        Assert.Null(await db.FindAsync<Item>($"SELECT * FROM items WHERE name = {evil}"));
        await db.ExecuteAsync($"INSERT INTO items (name, price, tags, size) VALUES ({evil}, {1m}, {Array.Empty<string>()}, {Size.Small})");
        Assert.Equal(evil, await db.ScalarAsync<string>($"SELECT name FROM items ORDER BY id DESC"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Counts_of_changed_rows_are_those_of_the_statement(string kind)
    {
        await using var db = await WithItemsAsync(kind, "soup", "bread");
        Assert.Equal(2, await db.ExecuteAsync($"UPDATE items SET price = price + 1"));
        Assert.Equal(0, await db.ExecuteAsync($"UPDATE items SET price = 0 WHERE id = {99}"));
        Assert.Equal(0, await db.ExecuteAsync($"CREATE TABLE other (id INTEGER)"));
        Assert.Equal(2, await db.BatchAsync([$"DELETE FROM items WHERE id = {1}", $"INSERT INTO other VALUES ({5})"]));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_batch_is_stored_as_a_whole_or_not_at_all(string kind)
    {
        await using var db = await WithItemsAsync(kind, "soup");
        var error = await Assert.ThrowsAsync<DatabaseException>(() => db.BatchAsync([$"DELETE FROM items WHERE id = {1}", $"INSERT INTO items (name) VALUES ({null as string})"]));
        Assert.Equal(DatabaseErrorKind.NotNullViolation, error.Kind);
        Assert.Equal(1, await db.ScalarAsync<int>($"SELECT count(*) FROM items"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Tuples_and_scalars_are_rows(string kind)
    {
        await using var db = await WithItemsAsync(kind, "soup");
        Assert.Equal((1L, "soup"), await db.OneAsync<(long Id, string Name)>($"SELECT id, name FROM items"));
        Assert.Equal((1L, "soup"), await db.FindAsync<(long, string)>($"SELECT id, name FROM items"));
        Assert.Null(await db.FindAsync<(long, string)>($"SELECT id, name FROM items WHERE id = {2}"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Types_that_differ_in_nullability_alone_share_a_reader(string kind)
    {
        await using var db = await WithItemsAsync(kind, "soup");
        Assert.Equal((null, 1L), await db.OneAsync<(string? Note, long Id)>($"SELECT note, id FROM items"));
        Assert.Equal(("soup", 1L), await db.OneAsync<(string Name, long Id)>($"SELECT name, id FROM items"));
        Assert.Equal((null, 1L), await db.OneAsync<(string, long)>($"SELECT note, id FROM items"));
        Assert.Equal(new Named<string>("soup"), await db.OneAsync<Named<string>>($"SELECT name FROM items"));
        Assert.Equal(new Named<string?>(null), await db.OneAsync<Named<string?>>($"SELECT note AS name FROM items"));
        var error = await Assert.ThrowsAsync<RowException>(() => db.OneAsync<Named<Uri>>($"SELECT note AS name FROM items"));
        Assert.Equal("name", error.Column);
    }

    private static async Task<Database> WithItemsAsync(string kind, params string[] names)
    {
        var db = await Databases.OpenAsync(kind);
        var key = Databases.IsPostgres(kind) ? "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY";
        var price = Databases.IsPostgres(kind) ? "NUMERIC" : "ANY";
        var tags = Databases.IsPostgres(kind) ? "JSONB" : "TEXT";
        await db.ExecuteAsync($"CREATE TABLE items (id {Sql.Raw(key)}, name TEXT NOT NULL, price {Sql.Raw(price)}, tags {Sql.Raw(tags)}, size TEXT, note TEXT)");
        foreach (var name in names)
            await db.ExecuteAsync($"INSERT INTO items (name, price, tags, size) VALUES ({name}, {5}, {Array.Empty<string>()}, {Size.Small})");
        return db;
    }

    internal enum Size
    {
        Small,
        ExtraLarge,
    }

    internal sealed record Named<T>(T Name);

    [Table("items")]
    internal sealed record Item(long Id, string Name, decimal Price, string[] Tags, Size Size, string? Note = null);
}
