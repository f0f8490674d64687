using System.Data.Common;
using Dapper;
using Npgsql;
using Rondo.Data;

namespace Rondo.Load;

/// <summary>
/// Statements on the PostgreSQL at RONDO_LOAD_DATABASE, a URL: through Rondo.Data on Rondo's server, and through Npgsql as an
/// ASP.NET app does it on
/// Kestrel. bench/comparisons/postgres.py makes the table.
/// </summary>
internal static class PostgresServers
{
    private const int Dishes = 10_000;
    private const int Statements = 10;

    private static string Url => Environment.GetEnvironmentVariable("RONDO_LOAD_DATABASE")
        ?? throw new InvalidOperationException("RONDO_LOAD_DATABASE names no database: postgres://user@host:port/name.");

    internal static void RunRondo(LoadArguments arguments)
    {
        var builder = RondoApp.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Server(arguments.Apply);
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        builder.AddDatabase(Url);
        var app = builder.Build();
        app.Get("/one/{id}", async (long id, Database db) => await OneAsync(db, id) ?? throw new NotFound($"There is no dish {id}."));
        app.Get("/twenty", async (Database db) =>
            await db.QueryAsync<Dish>($"SELECT id, name, price FROM dishes WHERE id > {17L} ORDER BY id LIMIT 20"));
        app.Get("/update", async (Database db) => await db.TransactionAsync(static tx =>
            tx.OneAsync<Dish>($"UPDATE dishes SET price = price + 1 WHERE id = {RandomId()} RETURNING id, name, price")));
        app.Get("/ten", async (Database db) => await Gather.AllAsync(
            Enumerable.Range(0, Statements).Select(_ => (Func<Task<Dish?>>)(() => OneAsync(db, RandomId())))));
        app.Get("/dapper/{id}",
            async (long id, Database db) => await ByDapperAsync(db.Source, id) ?? throw new NotFound($"There is no dish {id}."));
        app.Get("/ten-in-turn", async (Database db) =>
        {
            var dishes = new Dish?[Statements];
            for (var i = 0; i < dishes.Length; i++)
                dishes[i] = await OneAsync(db, RandomId());
            return dishes;
        });
        WebServer.Announce(app, app);
        app.Run();
    }

    internal static void RunKestrel(LoadArguments arguments)
    {
        var source = NpgsqlDataSource.Create(ConnectionString());
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        var app = builder.Build();
        app.MapGet("/one/{id}", async (long id) => await OneAsync(source, id) is { } dish ? Results.Ok(dish) : Results.NotFound());
        app.MapGet("/twenty", async () =>
        {
            await using var command = source.CreateCommand("SELECT id, name, price FROM dishes WHERE id > $1 ORDER BY id LIMIT 20");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = 17 });
            await using var reader = await command.ExecuteReaderAsync();
            var dishes = new List<Dish>();
            while (await reader.ReadAsync())
                dishes.Add(Read(reader));
            return dishes;
        });
        app.MapGet("/update", async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand(
                "UPDATE dishes SET price = price + 1 WHERE id = $1 RETURNING id, name, price", connection, transaction);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = RandomId() });
            Dish dish;
            await using (var reader = await command.ExecuteReaderAsync())
            {
                await reader.ReadAsync();
                dish = Read(reader);
            }

            await transaction.CommitAsync();
            return dish;
        });
        app.MapGet("/dapper/{id}", async (long id) => await ByDapperAsync(source, id) is { } dish ? Results.Ok(dish) : Results.NotFound());
        app.MapGet("/ten", () => Task.WhenAll(Enumerable.Range(0, Statements).Select(_ => OneAsync(source, RandomId()))));
        WebServer.Announce(app, app);
        app.Run();
    }

    private static Task<Dish?> OneAsync(Database db, long id) => db.FindAsync<Dish>($"SELECT id, name, price FROM dishes WHERE id = {id}");

    private static async Task<Dish?> OneAsync(NpgsqlDataSource source, long id)
    {
        await using var command = source.CreateCommand("SELECT id, name, price FROM dishes WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? Read(reader) : null;
    }

    private static async Task<Dish?> ByDapperAsync(DbDataSource source, long id)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<Dish>("SELECT id, name, price FROM dishes WHERE id = @id", new { id });
    }

    private static Dish Read(NpgsqlDataReader reader) => new(reader.GetInt64(0), reader.GetString(1), reader.GetDouble(2));

    private static long RandomId() => Random.Shared.Next(1, Dishes + 1);

    /// <summary>The pool is as large as that of Rondo.Data, and statements are prepared as there.</summary>
    private static string ConnectionString()
    {
        var url = new Uri(Url);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = url.UserInfo,
            Database = url.AbsolutePath[1..],
            MaxPoolSize = 20,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
        }.ToString();
    }
}
