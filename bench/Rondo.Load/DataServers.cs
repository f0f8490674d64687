using Microsoft.Data.Sqlite;
using Rondo.Data;

namespace Rondo.Load;

/// <summary>
/// One row by its key from SQLite: with Rondo.Data on Rondo's server, and as an ASP.NET app does it with Microsoft.Data.Sqlite on Kestrel.
/// </summary>
internal static class DataServers
{
    private const int Dishes = 10_000;

    internal static void RunRondo(LoadArguments arguments)
    {
        var file = CreateFile();
        var builder = RondoApp.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Server(arguments.Apply);
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        builder.AddDatabase($"sqlite://{file}");
        var app = builder.Build();
        app.Get("/dishes/{id}", async (long id, Database db) =>
            await db.FindAsync<Dish>($"SELECT id, name, price FROM dishes WHERE id = {id}")
            ?? throw new NotFound($"There is no dish {id}."));
        WebServer.Announce(app, app);
        app.Run();
    }

    internal static void RunKestrel(LoadArguments arguments)
    {
        var connectionString = $"Data Source={CreateFile()}";
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        var app = builder.Build();
        app.MapGet("/dishes/{id}", async (long id) =>
        {
            await using var connection = new SqliteConnection(connectionString); // from its pool
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT id, name, price FROM dishes WHERE id = $id";
            command.Parameters.AddWithValue("$id", id);
            await using var reader = await command.ExecuteReaderAsync();
            return await reader.ReadAsync()
                ? Results.Ok(new Dish(reader.GetInt64(0), reader.GetString(1), reader.GetDouble(2))) : Results.NotFound();
        });
        WebServer.Announce(app, app);
        app.Run();
    }

    internal static string CreateFile()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("rondo-load-").FullName, "dishes.db");
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            PRAGMA journal_mode = WAL;
            CREATE TABLE dishes (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {Dishes})
                INSERT INTO dishes SELECT i, 'dish ' || i, i * 0.5 FROM n;
            """;
        command.ExecuteNonQuery();
        return file;
    }
}

/// <summary>A row.</summary>
public sealed record Dish(long Id, string Name, double Price);
