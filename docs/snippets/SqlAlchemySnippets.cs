using System.ComponentModel.DataAnnotations.Schema;
using Rondo.Data;
using Transaction = Rondo.Data.Transaction;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/coming-from-sqlalchemy.md.</summary>
public static class SqlAlchemySnippets
{
    // begin sqlalchemy-model
    [Table("heroes")]
    public sealed record Hero(long Id, string Name, int? Age);
    // end sqlalchemy-model

    public sealed record NewHero(string Name, int? Age);

    [LoopFact(Virtual = true)]
    public static async Task An_app_has_heroes()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite:");
        await test.Database.ExecuteAsync($"CREATE TABLE heroes (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER)");
        var builder = RondoApp.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", $"--DATABASE_URL={test.Url}"]);
        // begin sqlalchemy-session
        builder.AddDatabase(); // the setting DATABASE_URL
        var app = builder.Build();

        app.Post("/heroes", (NewHero hero, Transaction tx) => tx.InsertAsync(new Hero(0, hero.Name, hero.Age))).Status(201);
        // end sqlalchemy-session

        // begin sqlalchemy-read
        app.Get("/heroes", (Database db, int least = 0, int limit = 20) =>
            db.QueryAsync<Hero>($"SELECT * FROM heroes WHERE age >= {least} ORDER BY name LIMIT {limit}"));

        app.Get("/heroes/{id}", async (long id, Database db) =>
            await db.GetAsync<Hero>(id) ?? throw new NotFound($"There is no hero {id}."));
        // end sqlalchemy-read

        await using var client = await TestClient.StartAsync(app);
        using var body = new StringContent("""{"name":"Ann","age":30}""", System.Text.Encoding.UTF8, "application/json");
        (await client.PostAsync("/heroes", body)).EnsureSuccessStatusCode();
        Assert.Equal("""[{"id":1,"name":"Ann","age":30}]""", await client.GetStringAsync("/heroes?least=18"));
        Assert.Equal("""{"id":1,"name":"Ann","age":30}""", await client.GetStringAsync("/heroes/1"));
    }

    [LoopFact(Virtual = true)]
    public static async Task Statements_of_other_libraries()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite:");
        var db = test.Database;
        await db.ExecuteAsync($"CREATE TABLE heroes (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER)");
        await db.InsertAsync(new Hero(0, "Ann", 30));
        var (id, age) = (1L, 31);
        // begin sqlalchemy-update
        await db.TransactionAsync(async tx =>
        {
            var hero = await tx.OneAsync<Hero>($"SELECT * FROM heroes WHERE id = {id}");
            await tx.UpdateAsync(hero with { Age = age });
            await tx.TransactionAsync(inner => inner.ExecuteAsync($"DELETE FROM heroes WHERE age IS NULL")); // a savepoint
        });
        // end sqlalchemy-update

        // begin sqlalchemy-asyncpg
        var rows = await db.QueryAsync<(long, string)>($"SELECT id, name FROM heroes WHERE age > {18}");
        var row = await db.FindAsync<Hero>($"SELECT * FROM heroes WHERE id = {id}");
        var count = await db.ScalarAsync<int>($"SELECT count(*) FROM heroes");
        await db.ExecuteAsync($"UPDATE heroes SET age = {age} WHERE id = {id}");
        // end sqlalchemy-asyncpg
        Assert.Equal([(1L, "Ann")], rows);
        Assert.Equal((new Hero(1, "Ann", 31), 1), (row, count));

        // begin sqlalchemy-tortoise
        var ann = await db.InsertAsync(new Hero(0, "Ann", 30));
        var page = await db.ListAsync<Hero>(limit: 20, after: ann.Id);
        await db.DeleteAsync<Hero>(ann.Id);
        // end sqlalchemy-tortoise
        Assert.Empty(page);
    }
}
