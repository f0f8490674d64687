namespace Rondo.Postgres.Tests;

/// <summary>The same expressions through both drivers, read as the same types: both agree on the value, or both refuse.</summary>
public sealed class OracleTests
{
    private static readonly string[] s_expressions =
    [
        "true", "false", "0::int2", "(-32768)::int2", "2147483647", "(-2147483648)::int4", "9223372036854775807", "(-9223372036854775808)::int8", "17::oid",
        "0::numeric", "1.50::numeric", "-0.0001::numeric", "10000::numeric", "99999999.99999999", "1e28::numeric", "1e40::numeric", "12345678901234567890123456789",
        "0.00000000000000000001::numeric", "1e-5::numeric", "'NaN'::numeric", "'Infinity'::numeric", "'-Infinity'::numeric", "100000000::numeric", "0.10::numeric(10,4)",
        "1.5::float4", "1.5::float8", "'NaN'::float8", "'Infinity'::float8", "'-Infinity'::float4", "''::text", "'Zürich €😀'::text", "'a'::char(5)", "'abc'::varchar(10)",
        "'n'::name", "'x'::\"char\"", "'\\x00ff'::bytea", "''::bytea", "'5f8a3b1e-0000-4000-8000-00805f9b34fb'::uuid", "'2026-02-28'::date", "'0001-01-01'::date",
        "'9999-12-31'::date", "'infinity'::date", "'12:34:56.789012'::time", "'00:00'::time", "'24:00'::time", "'2026-02-28 12:34:56.789012'::timestamp",
        "'2026-02-28 12:34:56.789012+02'::timestamptz", "'1999-12-31 23:59:59.999999'::timestamptz", "'infinity'::timestamptz", "'-infinity'::timestamptz",
        "'1 day 02:03:04.000005'::interval", "'-3 hours'::interval", "'1 month'::interval", "'{\"a\": 1}'::json", "'{\"a\": [1, null]}'::jsonb", "NULL", "NULL::int4",
    ];

    [LoopFact(Drivers = "epoll,portable", HangSeconds = 120)]
    public async Task Values_are_the_same_as_through_Npgsql()
    {
        await using var oracle = await Databases.OpenAsync("postgres");
        await using var db = await Databases.OpenAsync("native");
        var differences = new List<string>();
        foreach (var expression in s_expressions)
        {
            await Compare<bool?>(expression);
            await Compare<int?>(expression);
            await Compare<long?>(expression);
            await Compare<decimal?>(expression);
            await Compare<double?>(expression);
            await Compare<string>(expression);
            await Compare<byte[]>(expression);
            await Compare<Guid?>(expression);
            await Compare<DateOnly?>(expression);
            await Compare<TimeOnly?>(expression);
            await Compare<TimeSpan?>(expression);
            await Compare<DateTimeOffset?>(expression);
        }

        Assert.Empty(differences);

        async Task Compare<T>(string expression)
        {
            var (expected, actual) = (await ReadAsync<T>(oracle, expression), await ReadAsync<T>(db, expression));
            if (expected != actual)
                differences.Add($"{expression} as {typeof(T)}: Npgsql {expected}, Rondo {actual}");
        }
    }

    private static async Task<string> ReadAsync<T>(Database db, string expression)
    {
        try
        {
            var value = await db.ScalarAsync<T>($"SELECT {Sql.Raw(expression)} AS value");
            return value is byte[] bytes ? Convert.ToHexString(bytes) : value is DateTimeOffset or DateOnly or TimeOnly ? FormattableString.Invariant($"{value:O}") : FormattableString.Invariant($"{value}");
        }
        catch (Exception exception) when (exception is RowException or InvalidCastException or OverflowException)
        {
            return "refused";
        }
    }
}
