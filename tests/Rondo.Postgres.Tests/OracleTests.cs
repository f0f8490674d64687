using System.Collections;
using System.Globalization;

namespace Rondo.Postgres.Tests;

/// <summary>The same statements through Npgsql and through Rondo.Postgres, read as the same types: both agree on the value, or both refuse.</summary>
public sealed class OracleTests
{
    private static readonly string[] s_expressions =
    [
        "true", "false", "NULL::boolean", "0::int2", "(-32768)::int2", "32767::int2", "2147483647", "(-2147483648)::int4", "9223372036854775807",
        "(-9223372036854775808)::int8", "17::oid", "4294967295::oid",
        "0::numeric", "1.50::numeric", "-0.0001::numeric", "10000::numeric", "99999999.99999999", "1e28::numeric", "1e40::numeric", "12345678901234567890123456789",
        "0.00000000000000000001::numeric", "1e-5::numeric", "'NaN'::numeric", "'Infinity'::numeric", "'-Infinity'::numeric", "100000000::numeric",
        "0.10::numeric(10,4)", "79228162514264337593543950335", "9223372036854775807::numeric", "9223372036854775808::numeric",
        "1.5::float4", "1.5::float8", "'NaN'::float8", "'Infinity'::float8", "'-Infinity'::float4", "1e308::float8", "0.1::float4",
        "''::text", "'Zürich €😀'::text", "'a'::char(5)", "'abc'::varchar(10)", "'n'::name", "'literal'",
        "'\\x00ff'::bytea", "''::bytea", "'5f8a3b1e-0000-4000-8000-00805f9b34fb'::uuid", "'00000000-0000-0000-0000-000000000000'::uuid",
        "'2026-02-28'::date", "'0001-01-02'::date", "'9999-12-30'::date", "'infinity'::date", "'-infinity'::date", "'4713-01-01 BC'::date", "'10000-01-01'::date",
        "'12:34:56.789012'::time", "'00:00'::time", "'23:59:59.999999'::time", "'24:00'::time",
        "'2026-02-28 12:34:56.789012'::timestamp", "'2026-02-28 12:34:56.789012+02'::timestamptz", "'1999-12-31 23:59:59.999999'::timestamptz",
        "'infinity'::timestamptz", "'-infinity'::timestamptz", "'10000-01-01'::timestamptz", "'0044-03-15 BC'::timestamp",
        "'1 day 02:03:04.000005'::interval", "'-3 hours'::interval", "'1 month'::interval", "'0'::interval",
        "'{\"a\": 1}'::json", "'{\"a\": [1, null]}'::jsonb", "'null'::jsonb", "NULL", "NULL::int4", "NULL::text",
        "'{}'::int4[]", "'{1,2,3}'::int4[]", "'{1,NULL}'::int4[]", "'{a,\"b,c\",NULL}'::text[]", "'{{1,2},{3,4}}'::int4[]", "'{1.5,2}'::numeric[]",
    ];

    private static readonly string[] s_errors =
    [
        "SELECT 1 / 0", "SELECT", "SELEC 1", "SELECT * FROM nowhere", "SELECT nothing", "SELECT 'a'::int4", "SELECT 99999::int2", "SELECT nofunction(1)",
        "SELECT '2026-02-30'::date", "SELECT 'x'::uuid", "SELECT '{'::json", "SELECT 1 + 'a'::text", "SELECT 'a' ~ '('", "SELECT chr(0)",
        "SELECT (SELECT 1 UNION SELECT 2)", "SELECT sqrt(-1)", "SELECT ln(0)", "SELECT '{1'::int4[]", "SELECT 1 LIMIT -1", "SELECT ARRAY[1,'a']",
        "INSERT INTO dishes VALUES (1, 'b')", "INSERT INTO dishes VALUES (2, NULL)", "INSERT INTO dishes VALUES (3, '')", "UPDATE dishes SET id = NULL",
        "SELECT pg_read_file('/nowhere')", "SELECT '\\xzz'::bytea", "SELECT 1e400::float8", "SELECT 'a'::char(1)::bit(3)", "SELECT count(*) FROM dishes GROUP BY nothing",
        "DELETE FROM dishes WHERE id = 'x'", "SELECT set_config('nothing', 'a', false)", "SELECT setval('nowhere', 1)", "SELECT 1; SELECT 1 / 0",
    ];

    [LoopFact(Drivers = "epoll,portable", HangSeconds = 120)]
    public async Task Values_are_the_same_as_through_Npgsql()
    {
        await using var oracle = await Databases.OpenAsync("npgsql");
        await using var db = await Databases.OpenAsync("postgres");
        var differences = new List<string>();
        foreach (var expression in s_expressions)
        {
            await CompareAsync<bool?>(expression);
            await CompareAsync<int?>(expression);
            await CompareAsync<long?>(expression);
            await CompareAsync<decimal?>(expression);
            await CompareAsync<double?>(expression);
            await CompareAsync<string>(expression);
            await CompareAsync<byte[]>(expression);
            await CompareAsync<Guid?>(expression);
            await CompareAsync<DateOnly?>(expression);
            await CompareAsync<TimeOnly?>(expression);
            await CompareAsync<TimeSpan?>(expression);
            await CompareAsync<DateTimeOffset?>(expression);
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));

        async Task CompareAsync<T>(string expression)
        {
            var (expected, actual) = (await ReadAsync<T>(oracle, expression), await ReadAsync<T>(db, expression));
            if (expected != actual)
                differences.Add($"{expression} as {typeof(T)}: Npgsql {expected}, Rondo {actual}");
        }
    }

    [LoopFact(Drivers = "epoll,portable")]
    public async Task Errors_are_the_same_as_through_Npgsql()
    {
        await using var oracle = await Databases.OpenAsync("npgsql");
        await using var db = await Databases.OpenAsync("postgres");
        var differences = new List<string>();
        foreach (var each in (Database[])[oracle, db])
            await each.ExecuteAsync($"CREATE TABLE dishes (id INT PRIMARY KEY, name TEXT NOT NULL CHECK (name <> '')); INSERT INTO dishes VALUES (1, 'a')");
        foreach (var statement in s_errors)
        {
            var (expected, actual) = (await ErrorAsync(oracle, statement), await ErrorAsync(db, statement));
            if (expected != actual)
                differences.Add($"{statement}: Npgsql {expected}, Rondo {actual}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [LoopFact(Drivers = "epoll,portable")]
    public async Task Too_many_parameters_are_refused_before_they_are_sent()
    {
        await using var db = await Databases.OpenAsync("postgres");
        Assert.Equal(65_535, await db.ScalarAsync<long>($"SELECT count(*) FROM generate_series(1, 70000) AS n WHERE n IN {Enumerable.Range(1, 65_535).ToList()}"));
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => db.ScalarAsync<long>($"SELECT count(*) FROM generate_series(1, 70000) AS n WHERE n IN {Enumerable.Range(1, 65_536).ToList()}"));
        Assert.StartsWith("The statement has more than 65,535 parameters", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ErrorAsync(Database db, string statement)
    {
        try
        {
            return $"{await db.ExecuteAsync($"{Sql.Raw(statement)}")} rows";
        }
        catch (DatabaseException exception)
        {
            return exception.InnerException switch
            {
                Npgsql.PostgresException of => $"{exception.Kind} {of.SqlState} {of.MessageText} {of.Hint} {of.Position} {of.TableName} {of.ColumnName} {of.ConstraintName}",
                PostgresException of => $"{exception.Kind} {of.SqlState} {of.MessageText} {of.Hint} {of.Position} {of.TableName} {of.ColumnName} {of.ConstraintName}",
                _ => exception.ToString(),
            };
        }
    }

    private static async Task<string> ReadAsync<T>(Database db, string expression)
    {
        try
        {
            return Shown(await db.ScalarAsync<T>($"SELECT {Sql.Raw(expression)} AS value"));
        }
        catch (RowException)
        {
            return "refused";
        }
    }

    private static string Shown(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IEnumerable items and not string => string.Join(", ", items.Cast<object?>().Select(Shown)),
        _ => FormattableString.Invariant($"{value}"),
    };
}
