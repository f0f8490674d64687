using System.ComponentModel.DataAnnotations.Schema;
using Rondo.Data;
using Transaction = Rondo.Data.Transaction;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/data.md, transactions.md and testing-with-databases.md.</summary>
public static class DataSnippets
{
    // begin data-record
    [Table("dishes")]
    public sealed record Dish(long Id, string Name, decimal Price, string[] Tags);
    // end data-record

    public sealed record NewDish(string Name, decimal Price, string[] Tags);

    [LoopFact(Virtual = true)]
    public static async Task An_app_has_a_database()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite:");
        var builder = RondoApp.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", $"--DATABASE_URL={test.Url}"]);
        // begin data-app
        builder.AddDatabase(); // the setting DATABASE_URL: sqlite:///app.db, or postgres://user:password@host/name
        var app = builder.Build();
        app.OnStart((Database db) => db.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS dishes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price TEXT NOT NULL, tags TEXT NOT NULL)"));

        app.Get("/dishes/{id}", async (long id, Database db) =>
            await db.FindAsync<Dish>($"SELECT * FROM dishes WHERE id = {id}") ?? throw new NotFound($"There is no dish {id}."));

        app.Post("/dishes", (NewDish dish, Transaction tx) =>
            tx.OneAsync<Dish>($"INSERT INTO dishes (name, price, tags) VALUES ({dish.Name}, {dish.Price}, {dish.Tags}) RETURNING *")).Status(201);
        // end data-app

        await using var client = await TestClient.StartAsync(app);
        using var body = new StringContent("""{"name":"soup","price":4.50,"tags":["hot"]}""", System.Text.Encoding.UTF8, "application/json");
        (await client.PostAsync("/dishes", body)).EnsureSuccessStatusCode();
        Assert.Equal("""{"id":1,"name":"soup","price":4.50,"tags":["hot"]}""", await client.GetStringAsync("/dishes/1"));
    }

    [LoopFact(Virtual = true)]
    public static async Task Statements_have_parts()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite:");
        var db = test.Database;
        await db.ExecuteAsync($"CREATE TABLE dishes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price REAL NOT NULL, tags TEXT NOT NULL)");
        await db.InsertAsync(new Dish(0, "soup", 4.5m, ["hot"]));
        await db.InsertAsync(new Dish(0, "bread", 2m, []));
        var (cheapest, wanted) = (5m, new[] { "soup", "tea" });
        // begin data-parts
        List<Sql> conditions = [$"price <= {(double)cheapest}"];
        if (wanted.Length > 0)
            conditions.Add($"name IN {wanted}");
        var dishes = await db.QueryAsync<Dish>($"SELECT * FROM dishes WHERE {Sql.Join(" AND ", conditions)} ORDER BY {Sql.Identifier("name")}");
        // end data-parts
        Assert.Equal(["soup"], dishes.Select(static dish => dish.Name));

        // begin data-shapes
        int count = await db.ScalarAsync<int>($"SELECT count(*) FROM dishes");
        (long id, string name) = await db.OneAsync<(long, string)>($"SELECT id, name FROM dishes ORDER BY price LIMIT 1");
        await foreach (var dish in db.StreamAsync<Dish>($"SELECT * FROM dishes"))
            Console.WriteLine(dish.Name);
        // end data-shapes
        Assert.Equal((2, 2L, "bread"), (count, id, name));

        await db.ExecuteAsync($"CREATE TABLE menus (text TEXT NOT NULL, fence BIGINT NOT NULL)");
        await db.ExecuteAsync($"INSERT INTO menus VALUES ('', 0)");
        // begin data-transaction
        await db.TransactionAsync(
            async tx =>
            {
                await tx.ExecuteAsync($"UPDATE dishes SET price = price + 1");
                await tx.TransactionAsync(inner => inner.ExecuteAsync($"DELETE FROM dishes WHERE price > {100}")); // a savepoint
            },
            new TransactionOptions { Retries = 3 });
        // end data-transaction

        // begin data-lock
        await db.LockAsync("menu", async held =>
        {
            var menu = await PrintAsync(db);
            await db.ExecuteAsync($"UPDATE menus SET text = {menu}, fence = {held.Token} WHERE fence < {held.Token}");
        });
        // end data-lock
        Assert.Equal("soup, bread", await db.ScalarAsync<string>($"SELECT text FROM menus"));

        // begin data-table
        var tea = await db.InsertAsync(new Dish(0, "tea", 1.20m, [])); // its key is the database's
        await db.UpdateAsync(tea with { Price = 1.50m });
        var page = await db.ListAsync<Dish>(limit: 20, after: tea.Id);
        await db.DeleteAsync<Dish>(tea.Id);
        Console.WriteLine(Table<Dish>.Insert(tea)); // INSERT INTO "dishes" ("id", "name", ...) VALUES ($1, $2, ...) RETURNING ...
        // end data-table
        Assert.Empty(page);
    }

    [LoopFact(Virtual = true)]
    public static async Task A_handler_writes_all_or_nothing()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite:");
        await test.Database.ExecuteAsync($"CREATE TABLE accounts (name TEXT PRIMARY KEY, money INTEGER NOT NULL CHECK (money >= 0))");
        await test.Database.ExecuteAsync($"INSERT INTO accounts VALUES ('ann', 10), ('bob', 0)");
        var builder = RondoApp.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.AddDatabase(test.Url);
        var app = builder.Build();
        // begin data-handler
        app.Post("/transfers", async (int money, Transaction tx) =>
        {
            await tx.ExecuteAsync($"UPDATE accounts SET money = money + {money} WHERE name = 'bob'");
            await tx.ExecuteAsync($"UPDATE accounts SET money = money - {money} WHERE name = 'ann'");
        });
        // end data-handler
        await using var client = await TestClient.StartAsync(app);
        (await client.PostAsync("/transfers?money=7", null)).EnsureSuccessStatusCode();
        await Assert.ThrowsAsync<DatabaseException>(() => client.PostAsync("/transfers?money=7", null));
        Assert.Equal([3, 7], await test.Database.QueryAsync<int>($"SELECT money FROM accounts ORDER BY name"));
    }

    // begin data-test
    [LoopFact]
    public static async Task A_new_dish_is_stored()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite:");
        await test.Database.ExecuteAsync($"CREATE TABLE dishes (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
        var builder = RondoApp.CreateBuilder();
        builder.AddDatabase(test.Url); // the app under test uses the same database
        var app = builder.Build();
        app.Post("/dishes/{name}", (string name, Database db) => db.ExecuteAsync($"INSERT INTO dishes (name) VALUES ({name})"));

        await using var client = await TestClient.StartAsync(app);
        (await client.PostAsync("/dishes/soup", null)).EnsureSuccessStatusCode();
        Assert.Equal("soup", await test.Database.ScalarAsync<string>($"SELECT name FROM dishes"));
    }
    // end data-test

    private static async Task<string> PrintAsync(Database db) => string.Join(", ", await db.QueryAsync<string>($"SELECT name FROM dishes ORDER BY price DESC"));
}
