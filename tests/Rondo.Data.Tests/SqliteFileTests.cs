using Microsoft.Data.Sqlite;

namespace Rondo.Data.Tests;

/// <summary>The file under a database of SQLite's: locked, read-only, full, damaged; and many writers at once.</summary>
public sealed class SqliteFileTests
{
    [LoopFact]
    public async Task A_thousand_writers_are_all_stored_and_readers_do_not_wait_for_them()
    {
        await using var db = await Databases.OpenAsync("sqlite", "?synchronous=normal");
        await db.ExecuteAsync($"CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                var number = i;
                group.Start(() => number % 2 == 0
                    ? db.ExecuteAsync($"INSERT INTO numbers VALUES ({number})")
                    : db.TransactionAsync(async tx => { await tx.ExecuteAsync($"INSERT INTO numbers VALUES ({number})"); await EventLoop.Yield(); }));
                group.Start(() => db.ScalarAsync<int>($"SELECT count(*) FROM numbers"));
            }
        });
        Assert.Equal(1_000, await db.ScalarAsync<int>($"SELECT count(*) FROM numbers"));
        Assert.Equal(0, db.Statistics.Busy);
    }

    [LoopFact]
    public async Task Loops_share_a_database()
    {
        await using var db = await Databases.OpenAsync("sqlite", "?synchronous=normal");
        await db.ExecuteAsync($"CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
        await using var loops = new EventLoopGroup(new EventLoopGroupOptions { Count = 2 });
        await Task.WhenAll(loops.Loops.Select((loop, index) => loop.InvokeAsync(() => TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 200; i++)
            {
                var number = (i * 2) + index;
                group.Start(() => db.TransactionAsync(tx => tx.ExecuteAsync($"INSERT INTO numbers VALUES ({number})")));
            }
        }))));
        Assert.Equal(400, await db.ScalarAsync<int>($"SELECT count(*) FROM numbers"));
    }

    [LoopFact]
    public async Task A_lock_of_another_process_is_waited_for()
    {
        var url = await Databases.UrlAsync("sqlite");
        await using var db = Database.Open(url);
        await db.ExecuteAsync($"CREATE TABLE numbers (n INTEGER)");
        await using var other = Database.Open(url); // knows nothing of the first
        var tx = await other.BeginAsync();
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => db.ExecuteAsync($"INSERT INTO numbers VALUES (1)"));
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(50));
            Assert.Equal(1, db.Statistics.Busy);
            await tx.DisposeAsync();
        });
        Assert.Equal(1, await db.ScalarAsync<int>($"SELECT count(*) FROM numbers"));
    }

    [LoopFact]
    public async Task A_lock_that_is_held_too_long_is_503_and_a_cancelled_wait_ends_at_once()
    {
        var url = await Databases.UrlAsync("sqlite");
        await using var db = Database.Open($"{url}?busy_timeout=0.1");
        await db.ExecuteAsync($"CREATE TABLE numbers (n INTEGER)");
        await using var other = Database.Open(url);
        await using var tx = await other.BeginAsync();
        var error = await Assert.ThrowsAsync<DatabaseUnavailable>(() => db.ExecuteAsync($"INSERT INTO numbers VALUES (1)"));
        Assert.Equal($"The database {url["sqlite://".Length..]} is locked by another process, and stayed so for as long as the URL's timeout allows. database is locked", error.Message);
        Assert.Equal(503, error.Status);
        await using var patient = Database.Open($"{url}?busy_timeout=3600");
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(50), async () => { await patient.ExecuteAsync($"INSERT INTO numbers VALUES (1)"); }));
        Assert.Equal(0, patient.Statistics.Busy);
    }

    [LoopFact]
    public async Task A_file_that_is_no_database_is_told_and_left_alone()
    {
        var url = await Databases.UrlAsync("sqlite");
        var file = url["sqlite://".Length..];
        var text = new string('x', 4_000);
        await File.WriteAllTextAsync(file, text);
        await using var db = Database.Open(url);
        var error = await Assert.ThrowsAsync<DatabaseException>(db.CheckAsync);
        Assert.Equal(DatabaseErrorKind.Corrupted, error.Kind);
        Assert.Equal($"The file {file} is no database of SQLite's: file is not a database. Choose another file.", error.Message);
        Assert.Equal(text, await File.ReadAllTextAsync(file));
    }

    [LoopFact]
    public async Task A_folder_that_does_not_exist_is_named()
    {
        await using var db = Database.Open("sqlite:///nowhere/at/all.db");
        var error = await Assert.ThrowsAsync<DatabaseException>(db.CheckAsync);
        Assert.Equal("The database /nowhere/at/all.db cannot be opened: unable to open database file. Check that its folder exists and that this user may write there.", error.Message);
    }

    [LoopFact]
    public async Task A_database_that_is_opened_for_reading_refuses_changes()
    {
        var url = await Databases.UrlAsync("sqlite");
        await using (var db = Database.Open(url))
            await db.ExecuteAsync($"CREATE TABLE numbers (n INTEGER)");
        await using var reading = Database.Open($"{url}?mode=ro");
        Assert.Equal(0, await reading.ScalarAsync<int>($"SELECT count(*) FROM numbers"));
        Assert.Equal(DatabaseErrorKind.ReadOnly, (await Assert.ThrowsAsync<DatabaseException>(() => reading.ExecuteAsync($"INSERT INTO numbers VALUES (1)"))).Kind);
    }

    [LoopFact]
    public async Task A_full_disk_loses_the_statement_and_nothing_else()
    {
        var url = await Databases.UrlAsync("sqlite");
        await using var db = Database.Open(url);
        await db.ExecuteAsync($"CREATE TABLE texts (value TEXT)");
        await db.ExecuteAsync($"INSERT INTO texts VALUES ({"kept"})");
        await db.ExecuteAsync($"PRAGMA max_page_count = 20"); // SQLite answers as on a full disk
        await using (var tx = await db.BeginAsync())
        {
            await tx.ExecuteAsync($"INSERT INTO texts VALUES ({"lost"})");
            var error = await Assert.ThrowsAsync<DatabaseException>(() => tx.ExecuteAsync($"INSERT INTO texts VALUES ({new string('x', 1_000_000)})"));
            Assert.Equal(DatabaseErrorKind.DiskFull, error.Kind);
        }

        Assert.Equal(["kept"], await db.QueryAsync<string>($"SELECT value FROM texts"));
        await db.ExecuteAsync($"INSERT INTO texts VALUES ({"more"})");
    }

    [LoopFact]
    public async Task A_damaged_page_is_told()
    {
        var url = await Databases.UrlAsync("sqlite");
        var file = url["sqlite://".Length..];
        await using (var db = Database.Open(url))
        {
            await db.ExecuteAsync($"CREATE TABLE texts (value TEXT)");
            for (var i = 0; i < 50; i++)
                await db.ExecuteAsync($"INSERT INTO texts VALUES ({new string('x', 1_000)})");
        }

        await using (var stream = File.OpenWrite(file))
        {
            stream.Seek(4096, SeekOrigin.Begin);
            stream.Write(new byte[40_000].Select(static _ => (byte)0x5A).ToArray());
        }

        await using var damaged = Database.Open(url);
        Assert.Equal(DatabaseErrorKind.Corrupted, (await Assert.ThrowsAsync<DatabaseException>(() => damaged.QueryAsync<string>($"SELECT value FROM texts"))).Kind);
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task A_million_rows_are_streamed_in_constant_memory(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        Sql rows = Databases.IsPostgres(kind)
            ? (Sql)$"SELECT repeat('x', 100) FROM generate_series(1, 1000000)"
            : (Sql)$"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT printf('%0100d', i) FROM n";
        long count = 0, largest = 0;
        await foreach (var text in db.StreamAsync<string>(rows))
        {
            if (++count % 100_000 == 0)
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true));
        }

        Assert.Equal(1_000_000, count);
        Assert.InRange(largest, 0, 64 << 20); // the rows as a list would be 240 MB
    }

    [LoopFact]
    public async Task Other_code_uses_the_same_file_and_the_same_memory()
    {
        foreach (var kind in new[] { "sqlite", "memory" })
        {
            await using var db = await Databases.OpenAsync(kind);
            await db.ExecuteAsync($"CREATE TABLE numbers (n INTEGER)");
            await db.ExecuteAsync($"INSERT INTO numbers VALUES (7)");
            await using var connection = Assert.IsAssignableFrom<SqliteConnection>(await db.Source.OpenConnectionAsync());
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT n FROM numbers";
            Assert.Equal(7L, await command.ExecuteScalarAsync());
        }
    }
}
