using System.Data.Common;
using System.Globalization;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>Each column gives through ADO.NET what Npgsql gives.</summary>
public sealed class ReaderComparisonTests
{
    private static readonly string[] s_values =
    [
        "NULL::int", "true", "1::smallint", "-7", "2147483647", "9007199254740993", "300::bigint", "1.5::real",
        "-0.25::float8", "'NaN'::float8",
        "1.50::numeric(10,2)", "123456789012345678901234567::numeric", "0::numeric", "-0.00012::numeric", "'abc'", "''",
        "'é €'::varchar(20)",
        "'ab'::char(4)", "'x'::\"char\"", "'name'::name", "'\\x00ff'::bytea", "''::bytea", "'00112233-4455-6677-8899-aabbccddeeff'::uuid",
        "'2024-02-03'::date", "'04:05:06.789'::time", "'2024-02-03 04:05:06.789'::timestamp", "'2024-02-03 04:05:06+02'::timestamptz",
        "'1 day 02:03:04'::interval", "'04:05:06+02'::timetz", "'{\"a\": 1}'::json", "'{\"a\": 1}'::jsonb", "42::oid", "'<a/>'::xml",
        "ARRAY[1,2,3]", "ARRAY['a','b']", "ARRAY[1.5, 2]::numeric[]", "'{}'::int[]", "ARRAY[true,false]", "ARRAY['2024-02-03'::date]",
        "ARRAY[1,NULL]", "'infinity'::timestamp", "'-infinity'::date", "ARRAY['\\x01'::bytea]", "'1 mon'::interval", "'1e30'::numeric",
    ];

    private static readonly Dictionary<string, Func<DbDataReader, object?>> s_getters = new()
    {
        ["IsDBNull"] = static reader => reader.IsDBNull(0),
        ["GetValue"] = static reader => reader.GetValue(0),
        ["GetFieldType"] = static reader => reader.GetFieldType(0),
        ["GetDataTypeName"] = static reader => reader.GetDataTypeName(0),
        ["GetName"] = static reader => reader.GetName(0),
        ["bool"] = static reader => reader.GetBoolean(0),
        ["byte"] = static reader => reader.GetByte(0),
        ["short"] = static reader => reader.GetInt16(0),
        ["int"] = static reader => reader.GetInt32(0),
        ["long"] = static reader => reader.GetInt64(0),
        ["decimal"] = static reader => reader.GetDecimal(0),
        ["double"] = static reader => reader.GetDouble(0),
        ["string"] = static reader => reader.GetString(0),
        ["Guid"] = static reader => reader.GetGuid(0),
        ["DateTime"] = static reader => reader.GetDateTime(0) is var time ? (time, time.Kind) : null,
        ["DateTimeOffset"] = static reader => reader.GetFieldValue<DateTimeOffset>(0),
        ["DateOnly"] = static reader => reader.GetFieldValue<DateOnly>(0),
        ["TimeOnly"] = static reader => reader.GetFieldValue<TimeOnly>(0),
        ["bytes"] = static reader => reader.GetFieldValue<byte[]>(0),
        ["int?"] = static reader => reader.GetFieldValue<int?>(0),
        ["int[]"] = static reader => reader.GetFieldValue<int[]>(0),
        ["List<int>"] = static reader => reader.GetFieldValue<List<int>>(0),
        ["int?[]"] = static reader => reader.GetFieldValue<int?[]>(0),
        ["object"] = static reader => reader.GetFieldValue<object>(0),
        ["GetBytes"] = static reader => reader.GetBytes(0, 0, new byte[8], 2, 4),
        ["GetChars"] = static reader => reader.GetChars(0, 0, new char[8], 2, 4),
        ["TextReader"] = static reader => reader.GetTextReader(0).ReadToEnd(),
    };

    /// <summary>
    /// The differences that are meant, by value: numbers behind dates, bytes behind arrays, and conversions that Npgsql refuses.
    /// </summary>
    private static readonly Dictionary<string, string[]> s_meant = new()
    {
        ["'-infinity'::date"] = ["int", "int?"],
        ["'2024-02-03'::date"] = ["int", "int?"],
        ["'04:05:06.789'::time"] = ["long"],
        ["'2024-02-03 04:05:06+02'::timestamptz"] = ["long"],
        ["'2024-02-03 04:05:06.789'::timestamp"] = ["long"],
        ["'infinity'::timestamp"] = ["long"],
        ["ARRAY['2024-02-03'::date]"] = ["List<int>", "int[]", "int?[]"],
        ["'{}'::int[]"] = ["bytes"],
        ["ARRAY[1,2,3]"] = ["bytes"],
        ["ARRAY[1.5, 2]::numeric[]"] = ["bytes"],
        ["'x'::\"char\""] = ["GetChars", "TextReader", "byte", "bytes", "string"],
        ["-0.25::float8"] = ["decimal"],
        ["1.5::real"] = ["decimal"],
        ["'1e30'::numeric"] = ["double"],
        ["42::oid"] = ["byte", "short", "int", "int?", "long", "decimal", "double"],
    };

    [LoopFact]
    public async Task A_value_is_read_as_Npgsql_reads_it()
    {
        await using var source = await Sources.OpenAsync();
        await using var reference = Sources.Reference(source);
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var theirs = await reference.OpenConnectionAsync(CancelScope.CurrentToken);
        List<string> differences = [];
        foreach (var value in s_values)
        {
            foreach (var (name, get) in s_getters)
            {
                var (one, other) = (await ReadAsync(connection, value, get), await ReadAsync(theirs, value, get));
                if (one != other && !(s_meant.TryGetValue(value, out var meant) && meant.Contains(name)))
                    differences.Add($"{value} as {name}: {one}, and Npgsql: {other}");
            }
        }

        Assert.Equal("", string.Join('\n', differences));
    }

    private static async Task<string> ReadAsync(DbConnection connection, string value, Func<DbDataReader, object?> get)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {value} AS value";
        await using var reader = await command.ExecuteReaderAsync(CancelScope.CurrentToken);
        Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
        try
        {
            return Format(get(reader));
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or InvalidCastException or FormatException or OverflowException
            or ArgumentException or NotSupportedException)
        {
            return "an error";
        }
    }

    private static string Format(object? value) => value switch
    {
        null => "null",
        DBNull => "DBNull",
        byte[] bytes => $"bytes {Convert.ToHexString(bytes)}",
        System.Collections.IList list => $"{value.GetType()} [{string.Join(", ", list.Cast<object?>().Select(Format))}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value.GetType().Name} {value}"),
    };
}
