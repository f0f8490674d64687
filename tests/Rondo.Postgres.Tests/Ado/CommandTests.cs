using System.Data;
using System.Data.Common;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>Commands, batches, transactions and readers, compared with Npgsql's on the same database.</summary>
public sealed class CommandTests
{
    /// <summary>Each writes down all that a caller can see.</summary>
    private static readonly Dictionary<string, Func<DbConnection, Task<object?>>> s_calls = new()
    {
        ["insert, update, delete"] = static async connection => new[]
        {
            await ExecuteAsync(connection, "INSERT INTO dishes SELECT n, 'dish ' || n FROM generate_series(10, 15) n"),
            await ExecuteAsync(connection, "UPDATE dishes SET name = 'x' WHERE id > 12"),
            await ExecuteAsync(connection, "DELETE FROM dishes WHERE id >= 10"),
            await ExecuteAsync(connection, "SELECT * FROM dishes"),
            await ExecuteAsync(connection, "CREATE TEMP TABLE t (n int)"),
            await ExecuteAsync(connection, "INSERT INTO t VALUES (1), (2); DELETE FROM t; SELECT 1"),
            await ExecuteAsync(connection, "DROP TABLE t"),
        },
        ["scalar"] = static async connection => new[]
        {
            await ScalarAsync(connection, "SELECT name FROM dishes ORDER BY id"),
            await ScalarAsync(connection, "SELECT NULL"),
            await ScalarAsync(connection, "SELECT 1 WHERE false"),
            await ScalarAsync(connection, "SELECT 2; SELECT 3"),
            await ScalarAsync(connection, "CREATE TEMP TABLE u (n int)"),
        },
        ["names"] = static async connection => new[]
        {
            await ScalarAsync(connection, "SELECT @a + :b * @A", ("a", 2), ("b", 3)),
            await ScalarAsync(connection, "SELECT $2 - $1", ("", 2), ("", 3)),
            await ScalarAsync(connection, "SELECT '@a' || \"n\".x || @b /* :c */ -- @d\n FROM (SELECT ' :e '::text AS x) n", ("b", "z")),
            await ScalarAsync(connection, "SELECT $tag$ @a $tag$ || E'\\'@b' || @a::text", ("@a", 1)),
            await ScalarAsync(connection, "SELECT ARRAY[1,2,3] @> ARRAY[@x]", ("x", 2)),
            await ScalarAsync(connection, "SELECT (ARRAY[7,8,9])[1:2]::text || @x", ("x", "!")),
            await ScalarAsync(connection, "SELECT concat(@s, NULL, @n)", ("s", "ä"), ("n", 5)),
        },
        ["several results"] = static connection => ResultsAsync(
            connection, "INSERT INTO dishes VALUES (20, 'n'); SELECT 1 AS a, 'x' AS b; DELETE FROM dishes WHERE id = 20; "
                + "SELECT 2 WHERE false; SELECT 3;"),
        ["no result"] = static connection => ResultsAsync(connection, "UPDATE dishes SET name = name"),
        ["returning"] = static connection => ResultsAsync(connection, "UPDATE dishes SET name = name WHERE id < 3 RETURNING id, name"),
        ["schema"] = static async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT id, name, 1.5::numeric(6,2) AS price, 'x'::varchar(7) AS short FROM dishes";
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, CancelScope.CurrentToken);
            var columns = (await reader.GetColumnSchemaAsync(CancelScope.CurrentToken)).Select(static column =>
                $"{column.ColumnName} {column.ColumnOrdinal} {column.DataType} {column.DataTypeName} {column.ColumnSize} "
                    + $"{column.NumericPrecision}");
            return string.Join(
                '\n', [.. columns, $"{reader.FieldCount} {reader.GetOrdinal("NAME")} {await reader.ReadAsync(CancelScope.CurrentToken)}"]);
        },
        ["error in the middle"] = static async connection =>
        {
            var error = await Assert.ThrowsAnyAsync<DbException>(
                () => ExecuteAsync(connection, "INSERT INTO dishes VALUES (30, 'n'); INSERT INTO dishes VALUES (1, 'n'); SELECT 1"));
            return new object?[] { error.SqlState, error.IsTransient, await ScalarAsync(connection, "SELECT count(*) FROM dishes") };
        },
        ["error in a later result"] = static async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1; SELECT 1 / (id - 1) FROM dishes";
            await using var reader = await command.ExecuteReaderAsync(CancelScope.CurrentToken);
            Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
            return (await Assert.ThrowsAnyAsync<DbException>(() => reader.NextResultAsync(CancelScope.CurrentToken))).SqlState;
        },
        ["batch"] = static async connection =>
        {
            await using var batch = connection.CreateBatch();
            foreach (var text in (string[])["INSERT INTO dishes VALUES (40, @n), (41, @n)",
                "SELECT name FROM dishes WHERE id = 40", "DELETE FROM dishes WHERE id >= 40"])
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = text;
                if (text.Contains("@n", StringComparison.Ordinal))
                {
                    var parameter = command.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = ("n", "new");
                    command.Parameters.Add(parameter);
                }

                batch.BatchCommands.Add(command);
            }

            return new object?[] { await batch.ExecuteNonQueryAsync(CancelScope.CurrentToken),
                string.Join(" ", batch.BatchCommands.Select(static each => each.RecordsAffected)) };
        },
        ["batch with an error"] = static async connection =>
        {
            await using var batch = connection.CreateBatch();
            foreach (var text in (string[])["INSERT INTO dishes VALUES (50, 'n')", "INSERT INTO dishes VALUES (50, 'n')", "SELECT 1"])
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = text;
                batch.BatchCommands.Add(command);
            }

            var error = await Assert.ThrowsAnyAsync<DbException>(() => batch.ExecuteNonQueryAsync(CancelScope.CurrentToken));
            return new[] { error.SqlState, batch.BatchCommands.IndexOf(error.BatchCommand!),
                await ScalarAsync(connection, "SELECT count(*) FROM dishes") };
        },
        ["transaction"] = static async connection =>
        {
            var seen = new List<object?>();
            await using (var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, CancelScope.CurrentToken))
            {
                seen.Add(await ScalarAsync(connection, "SHOW transaction_isolation"));
                await ExecuteAsync(connection, "DELETE FROM dishes WHERE id = 1");
                await transaction.SaveAsync("a \" b", CancelScope.CurrentToken);
                await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(connection, "SELECT 1/0"));
                await transaction.RollbackAsync("a \" b", CancelScope.CurrentToken);
                await transaction.ReleaseAsync("a \" b", CancelScope.CurrentToken);
                seen.AddRange(
                    [transaction.SupportsSavepoints, transaction.IsolationLevel,
                        await ScalarAsync(connection, "SELECT count(*) FROM dishes")]);
            }

            await using (var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken))
            {
                await ExecuteAsync(connection, "DELETE FROM dishes WHERE id = 2");
                await transaction.CommitAsync(CancelScope.CurrentToken);
            }

            seen.Add(await ScalarAsync(connection, "SELECT count(*) FROM dishes"));
            await ExecuteAsync(connection, "INSERT INTO dishes VALUES (2, 'dish 2')");
            return seen.ToArray();
        },
        ["typed nulls"] = static async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT pg_typeof(@a)::text || pg_typeof(@b)::text || pg_typeof(@c)::text || pg_typeof(@d)::text";
            foreach (var (name, type) in (ReadOnlySpan<(string, DbType)>)[("a", DbType.Int64), ("b", DbType.String),
                ("c", DbType.DateTime2), ("d", DbType.Date)])
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, DBNull.Value);
                command.Parameters.Add(parameter);
            }

            return await command.ExecuteScalarAsync(CancelScope.CurrentToken);
        },
    };

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    [LoopTheory, MemberData(nameof(Calls))]
    public async Task A_call_shows_what_Npgsql_shows(string call)
    {
        await using var source = await DishesAsync();
        await using var reference = Sources.Reference(source);
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var theirs = await reference.OpenConnectionAsync(CancelScope.CurrentToken);
        Assert.Equal(await s_calls[call](theirs), await s_calls[call](connection));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task A_call_without_a_loop_shows_what_Npgsql_shows(string call)
    {
        await using var source = await DishesAsync();
        await using var reference = Sources.Reference(source);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var theirs = await reference.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(await s_calls[call](theirs), await s_calls[call](connection));
    }

    private static async Task<PostgresDataSource> DishesAsync()
    {
        var source = await Sources.OpenAsync();
        await source.ExecuteAsync(
            "CREATE TABLE dishes (id int PRIMARY KEY, name text NOT NULL); INSERT INTO dishes SELECT n, 'dish ' || n FROM "
                + "generate_series(1, 5) n");
        return source;
    }

    private static DbCommand Command(DbConnection connection, string text, (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static async Task<object> ExecuteAsync(DbConnection connection, string text)
    {
        await using var command = Command(connection, text, []);
        return await command.ExecuteNonQueryAsync(CancelScope.CurrentToken);
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string text, params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, text, values);
        return await command.ExecuteScalarAsync(CancelScope.CurrentToken);
    }

    private static async Task<object?> ResultsAsync(DbConnection connection, string text)
    {
        await using var command = Command(connection, text, []);
        await using var reader = await command.ExecuteReaderAsync(CancelScope.CurrentToken);
        var seen = new List<object?>();
        do
        {
            seen.AddRange([reader.FieldCount, reader.HasRows]);
            while (await reader.ReadAsync(CancelScope.CurrentToken))
                seen.AddRange(Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue));
        }
        while (await reader.NextResultAsync(CancelScope.CurrentToken));
        seen.AddRange([reader.FieldCount, reader.HasRows, reader.RecordsAffected]);
        return seen.ToArray();
    }
}
