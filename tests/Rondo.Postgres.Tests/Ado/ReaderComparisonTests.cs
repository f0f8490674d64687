using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

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
        "ARRAY[[1,2],[3,4]]", "ARRAY[[[1],[2]],[[3],[NULL::int]]]", "'{{a,b},{c,NULL}}'::text[]", "'[0:1]={7,8}'::int[]", "NULL::int[]",
    ];

    /// <summary>Values that travel as text, and can be read as text and bytes too.</summary>
    private static readonly string[] s_texts =
    [
        "'10.1.2.3'::inet", "'10.1.2.3/24'::inet", "'::1'::inet", "'2001:db8::1/64'::inet", "NULL::inet", "'10.0.0.0/8'::cidr",
        "'2001:db8::/32'::cidr",
        "'08:00:2b:01:02:03'::macaddr", "'08:00:2b:01:02:03:04:05'::macaddr8", "B'1'", "B'10110'", "B'101'::varbit", "''::varbit",
        "'[1,5)'::int4range", "'(1,5]'::int8range", "'empty'::int4range", "'(,)'::int4range", "'[1.5,2]'::numrange", "'[2024-01-01,)'::daterange",
        "'[2024-01-01 00:00:00.5,2024-01-02)'::tsrange", "'[2024-01-01 00:00:00+02,2024-01-02 00:00:00+00)'::tstzrange",
        "'{}'::int4multirange", "'{[1,3),[5,7)}'::int4multirange", "'{[2024-01-01,2024-02-01)}'::datemultirange",
        "ARRAY['10.1.2.3'::inet, NULL]", "ARRAY['10.0.0.0/8'::cidr]", "ARRAY['08:00:2b:01:02:03'::macaddr]", "ARRAY[B'101', NULL]",
        "ARRAY['[1,5)'::int4range, 'empty', NULL]", "'{}'::inet[]", "ARRAY['[1,5)'::int4range]", "ARRAY['{\"a\": 1}'::jsonb, NULL]", "ARRAY['<a/>'::xml]", "'a b'::tsvector", "'1.50'::money",
        "'soup'::mood", "ARRAY['soup'::mood, 'hot_steak', NULL]", "NULL::mood", "ROW(1, 'a')", "ROW(1, 'a')::pair",
        "'1'::bit(1)", "NULL::int4range", "NULL::bit", "NULL::macaddr",
    ];

    private static readonly string[] s_textGetters = ["string", "GetChars", "GetBytes", "TextReader", "bytes", "string[]"];

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
        ["IPAddress"] = static reader => reader.GetFieldValue<IPAddress>(0),
        ["IPNetwork"] = static reader => reader.GetFieldValue<IPNetwork>(0),
        ["PhysicalAddress"] = static reader => reader.GetFieldValue<PhysicalAddress>(0),
        ["BitArray"] = static reader => reader.GetFieldValue<BitArray>(0),
        ["IPAddress[]"] = static reader => reader.GetFieldValue<IPAddress[]>(0),
        ["IPNetwork?[]"] = static reader => reader.GetFieldValue<IPNetwork?[]>(0),
        ["int[,]"] = static reader => reader.GetFieldValue<int[,]>(0),
        ["int?[,,]"] = static reader => reader.GetFieldValue<int?[,,]>(0),
        ["string[]"] = static reader => reader.GetFieldValue<string[]>(0),
        ["string[,]"] = static reader => reader.GetFieldValue<string[,]>(0),
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
        ["'{}'::int[]"] = ["bytes", "IPAddress[]", "IPNetwork?[]", "int?[,,]", "int[,]", "string[,]", "string[]"],
        ["'{}'::inet[]"] = ["IPNetwork?[]", "List<int>", "int?[,,]", "int?[]", "int[,]", "int[]", "string[,]"],
        ["'[0:1]={7,8}'::int[]"] = ["bytes"],
        ["''::varbit"] = ["bool"],
        ["NULL::int[]"] = ["int?"],
        ["NULL::inet"] = ["int?"],
        ["NULL::mood"] = ["int?", "GetDataTypeName"],
        ["NULL::int4range"] = ["int?"],
        ["NULL::bit"] = ["int?"],
        ["NULL::macaddr"] = ["int?"],
        ["'1.50'::money"] = ["GetValue", "GetFieldType", "object", "decimal"],
        ["'a b'::tsvector"] = ["GetValue", "GetFieldType", "object"],
        ["'soup'::mood"] = ["GetDataTypeName"],
        ["ARRAY['soup'::mood, 'hot_steak', NULL]"] = ["GetDataTypeName", "GetValue", "GetFieldType", "object"],
        ["ROW(1, 'a')"] = ["GetValue", "GetFieldType", "object"],
        ["ROW(1, 'a')::pair"] = ["GetDataTypeName", "GetValue", "GetFieldType", "object"],
        ["ARRAY[1,2,3]"] = ["bytes"],
        ["ARRAY[1.5, 2]::numeric[]"] = ["bytes"],
        ["'x'::\"char\""] = ["GetChars", "TextReader", "byte", "bytes", "string"],
        ["-0.25::float8"] = ["decimal"],
        ["1.5::real"] = ["decimal"],
        ["'1e30'::numeric"] = ["double"],
        ["42::oid"] = ["byte", "short", "int", "int?", "long", "decimal", "double"],
    };

    [LoopTheory(HangSeconds = 240), InlineData(""), InlineData("?prepare=false")]
    public async Task A_value_is_read_as_Npgsql_reads_it(string options)
    {
        await using var source = await Sources.OpenAsync(options);
        await using var reference = Sources.Reference(source);
        await source.ExecuteAsync("CREATE TYPE mood AS ENUM ('soup', 'hot_steak'); CREATE TYPE pair AS (id int, name text)");
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var theirs = await reference.OpenConnectionAsync(CancelScope.CurrentToken);
        List<string> differences = [];
        foreach (var value in s_values.Concat(s_texts))
        {
            foreach (var (name, get) in s_getters)
            {
                var (one, other) = (await ReadAsync(connection, value, get), await ReadAsync(theirs, value, get));
                one = one.Replace("Rondo.Postgres.PostgresRange", "NpgsqlTypes.NpgsqlRange", StringComparison.Ordinal)
                    .Replace("PostgresRange", "NpgsqlRange", StringComparison.Ordinal);
                if (one != other && !(s_texts.Contains(value) && s_textGetters.Contains(name))
                    && !(s_meant.TryGetValue(value, out var meant) && meant.Contains(name)))
                    differences.Add($"{value} as {name}: {one}, and Npgsql: {other}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
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
        BitArray bits => $"bits {string.Concat(bits.Cast<bool>().Select(static bit => bit ? '1' : '0'))}",
        Array { Rank: > 1 } array => $"{value.GetType()} {array.GetLength(0)} [{string.Join(", ", array.Cast<object?>().Select(Format))}]",
        IList list => $"{value.GetType()} [{string.Join(", ", list.Cast<object?>().Select(Format))}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value.GetType().Name} {value}"),
    };
}
