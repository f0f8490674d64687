namespace Rondo.Data.Tests;

/// <summary>A database for each test.</summary>
public sealed class TestDatabaseTests
{
    [LoopTheory(Virtual = true), InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task Each_test_has_its_own_and_it_is_up_to_date(string kind)
    {
        var url = await ServerAsync(kind);
        var migrations = Migrations();
        await using var first = await TestDatabase.CreateAsync(url, migrations);
        await using var second = await TestDatabase.CreateAsync(url, migrations);
        await first.Database.ExecuteAsync($"INSERT INTO dishes VALUES ({"bread"})");
        Assert.Equal(["soup", "bread"], await first.Database.QueryAsync<string>($"SELECT name FROM dishes"));
        Assert.Equal(["soup"], await second.Database.QueryAsync<string>($"SELECT name FROM dishes"));
    }

    [LoopTheory(Virtual = true), InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task An_app_under_test_uses_it(string kind)
    {
        await using var test = await TestDatabase.CreateAsync(await ServerAsync(kind), Migrations());
        var app = RondoApp.Create([], builder => builder.AddDatabase(test.Url));
        app.Post("/dishes/{name}", async (string name, Transaction tx) => { await tx.ExecuteAsync($"INSERT INTO dishes VALUES ({name})"); });
        await using (var client = await TestClient.StartAsync(app))
            (await client.PostAsync("/dishes/tea", null)).EnsureSuccessStatusCode();
        Assert.Equal(["soup", "tea"], await test.Database.QueryAsync<string>($"SELECT name FROM dishes"));
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task It_is_gone_afterwards(string kind)
    {
        var server = await ServerAsync(kind);
        string url;
        await using (var test = await TestDatabase.CreateAsync(server))
        {
            url = test.Url;
            await test.Database.ExecuteAsync($"CREATE TABLE dishes (name TEXT)");
        }

        await using var db = Database.Open(url);
        var error = await Assert.ThrowsAsync<DatabaseException>(db.CheckAsync);
        Assert.Equal(DatabaseErrorKind.AccessDenied, error.Kind);
    }

    private static Task<string> ServerAsync(string kind) => kind == "sqlite" ? Task.FromResult("sqlite:") : PostgresServer.CreateDatabaseAsync();

    private static MigrationSource Migrations()
    {
        var folder = Directory.CreateTempSubdirectory("rondo-migrations-").FullName;
        File.WriteAllText(Path.Combine(folder, "1_dishes.sql"), "CREATE TABLE dishes (name TEXT); INSERT INTO dishes VALUES ('soup')");
        return MigrationSource.FromFolder(folder);
    }
}
