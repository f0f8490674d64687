using System.Data;
using System.Data.Common;
using Dapper;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>Dapper sees on this driver what it sees on Npgsql, on a loop and off it.</summary>
public sealed class DapperTests
{
    private static readonly int[] s_ids = [1, 3, 5];

    private static readonly Dictionary<string, Func<DbConnection, Task<object?>>> s_calls = new()
    {
        ["classes"] = static async connection =>
        (await connection.QueryAsync<Dish>("SELECT * FROM dishes WHERE id > @least ORDER BY id", new { least = 2 })).ToList(),
        ["dynamic rows"] = static async connection =>
        (await connection.QueryAsync("SELECT id, name FROM dishes ORDER BY id")).Select(static row => $"{row.id} {row.name}").ToList(),
        ["tuples"] = static async connection =>
        (await connection.QueryAsync<(int, string)>("SELECT id, name FROM dishes ORDER BY id")).ToList(),
        ["single values"] = static async connection => new object?[]
        {
            await connection.QueryFirstAsync<string>("SELECT name FROM dishes ORDER BY id"),
            await connection.QueryFirstOrDefaultAsync<string>("SELECT name FROM dishes WHERE id = 99"),
            await connection.QuerySingleAsync<long>("SELECT count(*) FROM dishes"),
            await connection.QuerySingleOrDefaultAsync<int?>("SELECT NULL::int"),
            await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM dishes"),
            (await Assert.ThrowsAsync<InvalidOperationException>(() => connection.QuerySingleAsync<int>("SELECT id FROM dishes"))).Message,
        },
        ["lists of parameters"] = static async connection => await connection.ExecuteAsync(
            "INSERT INTO dishes (id, name) VALUES (@Id, @Name)",
            Enumerable.Range(100, 20).Select(static n => new { Id = n, Name = $"n{n}" })),
        ["= ANY"] = static async connection => new object?[]
        {
            (await connection.QueryAsync<string>("SELECT name FROM dishes WHERE id = ANY(@ids) ORDER BY id", new { ids = s_ids })).ToList(),
            (await connection.QueryAsync<string>(
                "SELECT name FROM dishes WHERE id = ANY(@ids) ORDER BY id", new { ids = new List<int> { 2 } })).ToList(),
            (await connection.QueryAsync<string>(
                "SELECT name FROM dishes WHERE id = ANY(@ids)", new { ids = Array.Empty<int>() })).ToList(),
            (await connection.QueryAsync<int>(
                "SELECT id FROM dishes WHERE name = ANY(@names)", new { names = new[] { "dish 2" } })).ToList(),
        },
        ["multi-mapping"] = static async connection => (await connection.QueryAsync<Dish, Dish, string>(
            "SELECT a.*, b.* FROM dishes a JOIN dishes b ON b.id = a.id + 1 ORDER BY a.id",
            static (a, b) => $"{a.Name} {b.Name}")).ToList(),
        ["several results"] = static async connection =>
        {
            await using var grid = await connection.QueryMultipleAsync(
                "SELECT count(*) FROM dishes; SELECT * FROM dishes WHERE id = @id; SELECT 1 WHERE false", new { id = 4 });
            return new object?[] { await grid.ReadSingleAsync<int>(), await grid.ReadSingleAsync<Dish>(),
                (await grid.ReadAsync<int>()).ToList(), grid.IsConsumed };
        },
        ["dynamic parameters"] = static async connection =>
        {
            var parameters = new DynamicParameters(new { least = 2 });
            parameters.Add("most", 4, DbType.Int32);
            parameters.Add("name", "dish%", DbType.String, ParameterDirection.Input, 100);
            return (await connection.QueryAsync<int>(
                "SELECT id FROM dishes WHERE id BETWEEN @least AND @most AND name LIKE @name ORDER BY id", parameters)).ToList();
        },
        ["enums"] = static async connection => new object?[]
        {
            await connection.QuerySingleAsync<DayOfWeek>("SELECT @day", new { day = DayOfWeek.Tuesday }),
            await connection.QuerySingleAsync<DayOfWeek?>("SELECT @day", new { day = (DayOfWeek?)null }),
        },
        ["nullable"] = static async connection => await connection.QuerySingleAsync<Values>(
            "SELECT @Count AS count, @Price AS price, @Day AS day, @Text AS text, @Id AS id", new Values()),
        ["values"] = static async connection => await connection.QuerySingleAsync<Values>(
            "SELECT @Count AS count, @Price AS price, @Day AS day, @At AS at, @Text AS text, @Id AS id, @Bytes AS bytes, "
                + "@Flag AS flag, @Length AS length, @Created AS created",
            new Values
            {
                Count = 7,
                Price = 1.25m,
                Day = new DateOnly(2024, 2, 3),
                At = new TimeOnly(4, 5, 6),
                Text = "ä",
                Id = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
                Bytes = [1, 0, 255],
                Flag = true,
                Length = TimeSpan.FromMinutes(61),
                Created = new DateTime(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc),
            }),
        ["NUL in a text"] = static async connection => (await Assert.ThrowsAnyAsync<DbException>(
            () => connection.QueryAsync<string>("SELECT @text", new { text = "a\0b" }))).SqlState,
        ["transaction"] = static async connection =>
        {
            await using (var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken))
                await connection.ExecuteAsync("DELETE FROM dishes", transaction: transaction);
            await using (var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken))
            {
                await connection.ExecuteAsync("DELETE FROM dishes WHERE id = 1", transaction: transaction);
                await transaction.CommitAsync(CancelScope.CurrentToken);
            }

            var left = await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM dishes");
            await connection.ExecuteAsync("INSERT INTO dishes VALUES (1, 'dish 1')");
            return left;
        },
        ["unbuffered"] = static async connection =>
        {
            var sum = 0L;
            await foreach (var n in connection.QueryUnbufferedAsync<int>("SELECT generate_series(1, 200000)"))
                sum += n;
            return sum;
        },
        ["unbuffered, left early"] = static async connection =>
        {
            await foreach (var n in connection.QueryUnbufferedAsync<int>("SELECT generate_series(1, 200000)"))
                return new object?[] { n, await Task.FromResult(0) };
            return null;
        },
        ["reader"] = static async connection =>
        {
            await using var reader = await connection.ExecuteReaderAsync("SELECT * FROM dishes ORDER BY id");
            var parse = reader.GetRowParser<Dish>();
            var dishes = new List<Dish>();
            while (await reader.ReadAsync(CancelScope.CurrentToken))
                dishes.Add(parse(reader));
            return dishes;
        },
        ["literal"] = static async connection =>
            (await connection.QueryAsync<string>("SELECT name FROM dishes WHERE id = {=id}", new { id = 2 })).ToList(),
        ["procedure"] = static async connection =>
        {
            await connection.ExecuteAsync(
                "CREATE PROCEDURE pg_temp.rename(number int, title text) LANGUAGE sql AS 'UPDATE dishes SET name = title "
                    + "WHERE id = number'");
            await connection.ExecuteAsync("pg_temp.rename", new { number = 2, title = "x" }, commandType: CommandType.StoredProcedure);
            return await connection.ExecuteScalarAsync<string>("SELECT name FROM dishes WHERE id = 2");
        },
    };

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    [LoopTheory, MemberData(nameof(Calls))]
    public async Task A_call_on_a_loop_gives_what_Npgsql_gives(string call) => await CompareAsync(call);

    [Theory, MemberData(nameof(Calls))]
    public async Task A_call_without_a_loop_gives_what_Npgsql_gives(string call) => await CompareAsync(call);

    [Fact]
    public async Task Blocking_calls_work_without_a_loop()
    {
        await using var source = await DishesAsync();
#pragma warning disable xUnit1051, CA1849 // the blocking calls are the subject
        using var connection = source.CreateConnection();
        Assert.Equal(5, connection.Query<Dish>("SELECT * FROM dishes").Count());
        Assert.Equal(5, connection.Query<Dish>("SELECT * FROM dishes", buffered: false).Count());
        Assert.Equal(2, connection.Execute("INSERT INTO dishes VALUES (@Id, @Name)", new[] { new Dish { Id = 8 }, new Dish { Id = 9 } }));
        Assert.Equal(7, connection.ExecuteScalar<int>("SELECT count(*) FROM dishes"));
        using var grid = connection.QueryMultiple("SELECT 1; SELECT 2");
        Assert.Equal([1, 2], [grid.ReadSingle<int>(), grid.ReadSingle<int>()]);
        Assert.Equal(
            6, connection.Query<Dish, Dish, int>(
                "SELECT a.*, b.* FROM dishes a JOIN dishes b ON a.id < b.id AND a.id > 3", static (a, b) => a.Id + b.Id).Count());
#pragma warning restore xUnit1051, CA1849
    }

    private static async Task CompareAsync(string call)
    {
        await using var source = await DishesAsync();
        await using var reference = Sources.Reference(source);
        SqlMapper.PurgeQueryCache();
        string ours, theirs;
        await using (var connection = await reference.OpenConnectionAsync(CancelScope.CurrentToken))
            theirs = System.Text.Json.JsonSerializer.Serialize(await s_calls[call](connection));
        if (call == "lists of parameters")
            await source.ExecuteAsync("DELETE FROM dishes WHERE id >= 100");
        await using (var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken))
            ours = System.Text.Json.JsonSerializer.Serialize(await s_calls[call](connection));
        Assert.Equal(theirs, ours);
    }

    private static async Task<PostgresDataSource> DishesAsync()
    {
        var source = await Sources.OpenAsync();
        await source.ExecuteAsync(
            "CREATE TABLE dishes (id int PRIMARY KEY, name text NOT NULL); INSERT INTO dishes SELECT n, 'dish ' || n FROM "
                + "generate_series(1, 5) n");
        return source;
    }

    private sealed class Dish
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Values
    {
        public int? Count { get; set; }

        public decimal? Price { get; set; }

        public DateOnly? Day { get; set; }

        public TimeOnly? At { get; set; }

        public string? Text { get; set; }

        public Guid? Id { get; set; }

        public byte[]? Bytes { get; set; }

        public bool? Flag { get; set; }

        public TimeSpan? Length { get; set; }

        public DateTime? Created { get; set; }
    }
}
