using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace Rondo.Data.Tests;

/// <summary>Records with <c>[Table]</c>: the statements that are generated, as text and on each kind of database.</summary>
public sealed class TableTests
{
    [Fact]
    public void The_statements_can_be_read()
    {
        var line = new OrderLine(0, 7, new Size(1, 2), Paper.ExtraHeavy);
        Assert.Equal(
            """INSERT INTO "order lines" ("OrderId", "size", "paper", "note") VALUES ($1, $2, $3, $4) RETURNING "id", "OrderId", "size", "paper", "note" """.Trim(),
            Table<OrderLine>.Insert(line).ToString());
        Assert.StartsWith("""INSERT INTO "order lines" ("id", "OrderId", """, Table<OrderLine>.Insert(line with { Id = 3 }).ToString(), StringComparison.Ordinal);
        Assert.Equal("""SELECT "id", "OrderId", "size", "paper", "note" FROM "order lines" WHERE "id" = $1""", Table<OrderLine>.Get(3).ToString());
        Assert.Equal(
            """SELECT "id", "OrderId", "size", "paper", "note" FROM "order lines" WHERE "id" > $1 ORDER BY "id" LIMIT 20""", Table<OrderLine>.List(20, 3).ToString());
        Assert.Equal(
            """UPDATE "order lines" SET "OrderId" = $1, "size" = $2, "paper" = $3, "note" = $4 WHERE "id" = $5 RETURNING "id", "OrderId", "size", "paper", "note" """.Trim(),
            Table<OrderLine>.Update(line).ToString());
        Assert.Equal("""DELETE FROM "order lines" WHERE "id" = $1""", Table<OrderLine>.Delete(3).ToString());
        Assert.Equal("""DELETE FROM "main"."countries" WHERE "code" = $1""", Table<Country>.Delete("de").ToString());
        Assert.Equal("""SELECT "id" FROM "tickets" ORDER BY "id" LIMIT 1""", Table<Ticket>.List(1).ToString());
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_record_is_stored_changed_and_removed(string kind)
    {
        await using var db = await OpenAsync(kind);
        var stored = await db.InsertAsync(new OrderLine(0, 7, new Size(1, 2), Paper.ExtraHeavy));
        Assert.Equal(new OrderLine(1, 7, new Size(1, 2), Paper.ExtraHeavy), stored);
        Assert.Equal(stored, await db.GetAsync<OrderLine>(1L));
        var changed = stored with { Paper = Paper.Light, Note = "thin", Size = new Size(3, 4) };
        Assert.Equal(changed, await db.UpdateAsync(changed));
        Assert.Equal(changed, await db.GetAsync<OrderLine>(1L));
        Assert.Null(await db.UpdateAsync(changed with { Id = 2 }));
        Assert.Equal(changed with { Note = null }, await db.UpdateAsync(changed with { Note = null }));
        Assert.True(await db.DeleteAsync<OrderLine>(1L));
        Assert.False(await db.DeleteAsync<OrderLine>(1L));
        Assert.Null(await db.GetAsync<OrderLine>(1L));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Pages_begin_behind_the_last_key(string kind)
    {
        await using var db = await OpenAsync(kind);
        for (var i = 0; i < 7; i++)
            await db.InsertAsync(new OrderLine(0, i, new Size(0, 0), Paper.Light));
        var (keys, after) = (new List<long>(), (object?)null);
        while (await db.ListAsync<OrderLine>(3, after) is { Count: > 0 } page)
        {
            keys.AddRange(page.Select(static each => each.Id));
            after = page[^1].Id;
            await db.DeleteAsync<OrderLine>(2L); // a row that goes moves no other to another page
        }

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], keys);
        Assert.Empty(await db.ListAsync<OrderLine>(0));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_key_of_the_apps_own_is_stored_as_it_is(string kind)
    {
        await using var db = await OpenAsync(kind);
        Assert.Equal(new Code("", 1), await db.InsertAsync(new Code("", 1)));
        Assert.Equal(new Code("a", 2), await db.InsertAsync(new Code("a", 2)));
        Assert.Equal(["", "a"], (await db.ListAsync<Code>()).Select(static each => each.Name));
        Assert.Equal(new Number { Id = 0, Text = "zero" }, await db.InsertAsync(new Number { Text = "zero" }));
        var error = await Assert.ThrowsAsync<DatabaseException>(() => db.InsertAsync(new Number { Text = "zero again" }));
        Assert.Equal(DatabaseErrorKind.UniqueViolation, error.Kind);
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_record_that_is_only_a_key_is_a_row(string kind)
    {
        await using var db = await OpenAsync(kind);
        Assert.Equal(new Ticket(1), await db.InsertAsync(new Ticket(0)));
        Assert.Equal(new Ticket(2), await db.InsertAsync(new Ticket(0)));
        Assert.Equal(new Ticket(2), await db.UpdateAsync(new Ticket(2)));
        Assert.Null(await db.UpdateAsync(new Ticket(3)));
    }

    [Fact]
    public void A_type_without_a_table_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Table<Size>.Get(1));
        Assert.Equal("Size has no table. Mark the record with [Table(\"name\")].", error.Message);
    }

    private static async Task<Database> OpenAsync(string kind)
    {
        var db = await Databases.OpenAsync(kind);
        var (key, document) = Databases.IsPostgres(kind) ? ("BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "JSONB") : ("INTEGER PRIMARY KEY", "TEXT");
        await db.ExecuteAsync(
            $"""CREATE TABLE "order lines" (id {Sql.Raw(key)}, "OrderId" BIGINT NOT NULL, size {Sql.Raw(document)}, paper TEXT NOT NULL, note TEXT)""");
        await db.ExecuteAsync($"CREATE TABLE codes (name TEXT PRIMARY KEY, value INTEGER NOT NULL)");
        await db.ExecuteAsync($"CREATE TABLE numbers (id BIGINT PRIMARY KEY, text TEXT NOT NULL)");
        await db.ExecuteAsync($"CREATE TABLE tickets (id {Sql.Raw(key)})");
        return db;
    }

    internal enum Paper
    {
        Light,
        ExtraHeavy,
    }

    internal sealed record Size(int Width, int Height);

    [Table("order lines")]
    internal sealed record OrderLine(long Id, [property: Column("OrderId")] long Order, Size Size, Paper Paper, string? Note = null)
    {
        public bool IsThin => Paper == Paper.Light;
    }

    [Table("countries", Schema = "main")]
    internal sealed record Country([property: Key] string Code);

    [Table("codes")]
    internal sealed record Code([property: Key] string Name, int Value);

    [Table("numbers")]
    internal sealed record Number
    {
        [DatabaseGenerated(DatabaseGeneratedOption.None)]
        public long Id { get; init; }

        public required string Text { get; init; }

        [NotMapped]
        public int Length { get; set; }
    }

    [Table("tickets")]
    internal sealed record Ticket(long Id);
}
