using Rondo.Data.Statements;

namespace Rondo.Data.Tests;

/// <summary>Migrations, on each kind of database.</summary>
public sealed class MigrationTests
{
    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Each_is_applied_once_and_in_order(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var folder = Folder(("2_second.sql", "INSERT INTO dishes VALUES ('soup');"), ("0001_first.sql", "\uFEFF-- the menu\r\nCREATE TABLE dishes (name TEXT);\r\nCREATE TABLE drinks (name TEXT);"), ("README.md", "no migration"));
        Assert.Equal(2, await db.MigrateAsync(MigrationSource.FromFolder(folder)));
        Assert.Equal(0, await db.MigrateAsync(MigrationSource.FromFolder(folder)));
        Add(folder, "10_third.sql", "INSERT INTO dishes VALUES ('bread');");
        Assert.Equal(1, await db.MigrateAsync(MigrationSource.FromFolder(folder)));
        Assert.Equal(["soup", "bread"], await db.QueryAsync<string>($"SELECT name FROM dishes"));
        Assert.Equal([1, 2, 10], await db.QueryAsync<int>($"SELECT number FROM rondo_migrations ORDER BY number"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task One_that_fails_leaves_the_database_as_it_was_and_says_where(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var folder = Folder(("1_first.sql", "CREATE TABLE dishes (name TEXT NOT NULL);"), ("2_second.sql", "INSERT INTO dishes VALUES ('soup');\n\nINSERT INTO dishes\nVALUES (NULL);\nINSERT INTO dishes VALUES ('bread');"));
        var error = await Assert.ThrowsAsync<MigrationException>(() => db.MigrateAsync(MigrationSource.FromFolder(folder)));
        Assert.StartsWith("The migration 2_second.sql failed at line 3: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" The database is as it was before.", error.Message, StringComparison.Ordinal);
        Assert.Empty(await db.QueryAsync<string>($"SELECT name FROM dishes"));
        Assert.Equal([1], await db.QueryAsync<int>($"SELECT number FROM rondo_migrations"));
        File.WriteAllText(Path.Combine(folder, "2_second.sql"), "INSERT INTO dishes VALUES ('soup');");
        Assert.Equal(1, await db.MigrateAsync(MigrationSource.FromFolder(folder)));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_database_that_is_ahead_or_changed_is_refused(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var folder = Folder(("1_first.sql", "CREATE TABLE dishes (name TEXT)"), ("3_third.sql", "CREATE TABLE drinks (name TEXT)"));
        await db.MigrateAsync(MigrationSource.FromFolder(folder));

        Add(folder, "2_second.sql", "CREATE TABLE sides (name TEXT)");
        await Refused("The migration 2_second.sql comes before number 3, which is applied already. Give it a number above 3.");
        File.Delete(Path.Combine(folder, "2_second.sql"));

        Add(folder, "1_first.sql", "CREATE TABLE dishes (name TEXT, price TEXT)");
        await Refused("The migration 1_first.sql was changed after it was applied to this database. Restore its text, and put the change into a new migration.");
        Add(folder, "1_first.sql", "CREATE TABLE dishes (name TEXT)\r\n");
        Assert.Equal(0, await db.MigrateAsync(MigrationSource.FromFolder(folder)));

        File.Delete(Path.Combine(folder, "3_third.sql"));
        await Refused("The database has migration 3 (third), which this program lacks: the database is newer. Start the newer version, or restore a backup from before migration 3.");

        async Task Refused(string message) => Assert.Equal(message, (await Assert.ThrowsAsync<MigrationException>(() => db.MigrateAsync(MigrationSource.FromFolder(folder)))).Message);
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task Processes_that_start_at_once_wait_for_each_other(string kind)
    {
        var url = await Databases.UrlAsync(kind);
        var folder = Folder([.. Enumerable.Range(1, 5).Select(static i => ($"{i}_m.sql", $"CREATE TABLE t{i} (name TEXT); INSERT INTO t{i} VALUES ('once');"))]);
        var applied = 0;
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 6; i++)
            {
                group.Start(async () =>
                {
                    await using var db = Database.Open(url);
                    var ours = await db.MigrateAsync(MigrationSource.FromFolder(folder));
                    applied += ours;
                });
            }
        });
        Assert.Equal(5, applied);
        await using var after = Database.Open(url);
        Assert.Equal(1, await after.ScalarAsync<int>($"SELECT count(*) FROM t5"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_file_may_be_for_one_database_or_without_a_transaction(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        var folder = Folder(
            ("1_first.sqlite.sql", "CREATE TABLE dishes (kind TEXT); INSERT INTO dishes VALUES ('sqlite')"),
            ("1_first.postgres.sql", "CREATE TABLE dishes (kind TEXT); INSERT INTO dishes VALUES ('postgres')"),
            ("2_index.postgres.sql", "-- no transaction\nCREATE INDEX CONCURRENTLY by_kind ON dishes (kind)"),
            ("2_index.sqlite.sql", "-- no transaction\nVACUUM"));
        Assert.Equal(2, await db.MigrateAsync(MigrationSource.FromFolder(folder)));
        Assert.Equal(Databases.IsPostgres(kind) ? "postgres" : "sqlite", await db.ScalarAsync<string>($"SELECT kind FROM dishes"));
    }

    [Fact]
    public void Names_and_numbers_are_checked()
    {
        Assert.Equal("The migration create.sql has no number. Name it like 0001_create_items.sql, or 0001_create_items.postgres.sql where it is for one database.", Message(() => MigrationSource.FromFolder(Folder(("create.sql", "")))));
        Assert.Equal("Two migrations have the number 1: 1_a.sql and 1_b.sqlite.sql. Give one of them the next number.", Message(() => MigrationSource.FromFolder(Folder(("1_a.sql", ""), ("1_b.sqlite.sql", ""))).For(SqlDialect.Sqlite)));
        Assert.StartsWith("The folder of migrations /nowhere does not exist.", Message(() => MigrationSource.FromFolder("/nowhere")), StringComparison.Ordinal);
        Assert.Equal("The assembly System.Private.CoreLib has no embedded .sql files. Add <EmbeddedResource Include=\"Migrations/*.sql\" /> to its project.", Message(() => MigrationSource.FromAssembly(typeof(object).Assembly)));

        static string Message(Action action) => Assert.Throws<MigrationException>(action).Message;
    }

    private static string Folder(params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-migrations-").FullName;
        foreach (var (name, text) in files)
            Add(folder, name, text);
        return folder;
    }

    private static void Add(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
