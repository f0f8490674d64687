using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Rondo.Data.Tests.Others;

/// <summary>The values of <see cref="Database.Source"/> are those of Microsoft.Data.Sqlite.</summary>
public sealed class SourceReaderTests
{
    private static readonly string[] s_values =
    [
        "NULL", "0", "1", "-7", "300", "70000", "9007199254740993", "1.5", "-0.25", "2.0", "2460000.75", "1e300",
        "'7'", "' 7 apples'", "'-3.25'", "'abc'", "''", "'x'", "'4.50'", "x'41'",
        "x'00112233445566778899aabbccddeeff'", "'2024-02-03'", "'2024-02-03 04:05:06.789'", "'2024-02-03 04:05:06+02:00'",
        "'04:05:06'", "'1.02:03:04'",
        "'00112233-4455-6677-8899-aabbccddeeff'",
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
        ["float"] = static reader => reader.GetFloat(0),
        ["double"] = static reader => reader.GetDouble(0),
        ["decimal"] = static reader => reader.GetDecimal(0),
        ["string"] = static reader => reader.GetString(0),
        ["char"] = static reader => reader.GetChar(0),
        ["Guid"] = static reader => reader.GetGuid(0),
        ["DateTime"] = static reader => reader.GetDateTime(0) is var time ? (time, time.Kind) : null,
        ["bytes"] = static reader => reader.GetFieldValue<byte[]>(0),
        ["DateTimeOffset"] = static reader => reader.GetFieldValue<DateTimeOffset>(0),
        ["DateOnly"] = static reader => reader.GetFieldValue<DateOnly>(0),
        ["TimeOnly"] = static reader => reader.GetFieldValue<TimeOnly>(0),
        ["TimeSpan"] = static reader => reader.GetFieldValue<TimeSpan>(0),
        ["ulong"] = static reader => reader.GetFieldValue<ulong>(0),
        ["uint"] = static reader => reader.GetFieldValue<uint>(0),
        ["sbyte"] = static reader => reader.GetFieldValue<sbyte>(0),
        ["int?"] = static reader => reader.GetFieldValue<int?>(0),
        ["object"] = static reader => reader.GetFieldValue<object>(0),
        ["DayOfWeek"] = static reader => reader.GetFieldValue<DayOfWeek>(0),
    };

    [LoopFact(Virtual = true)]
    public async Task A_value_is_converted_as_Microsofts_reader_converts_it()
    {
        await using var database = Database.Open("sqlite::memory:");
        await using var connection = await database.Source.OpenConnectionAsync(CancelScope.CurrentToken);
        List<string> differences = [];
        foreach (var value in s_values)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT {value} AS value";
            foreach (var (name, get) in s_getters)
            {
                string ours, theirs;
                await using (var reader = await command.ExecuteReaderAsync(CancelScope.CurrentToken))
                {
                    Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
                    ours = Read(get, reader);
                }

                using (var reader = ((SqliteCommand)command).ExecuteReader())
                {
                    Assert.True(reader.Read());
                    theirs = Read(get, reader);
                }

                if (ours != theirs)
                    differences.Add($"{value} as {name}: {ours}, and Microsoft's: {theirs}");
            }
        }

        Assert.Equal("", string.Join('\n', differences));
    }

    [LoopFact(Virtual = true)]
    public async Task Several_results_come_one_after_the_other()
    {
        await using var database = Database.Open("sqlite::memory:");
        await using var connection = await database.Source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE numbers (n); INSERT INTO numbers VALUES (1), (2); SELECT n FROM numbers; "
            + "SELECT 'a' AS a, 'b' AS b WHERE 0; SELECT 7 AS seven";
        await using var reader = await command.ExecuteReaderAsync(CancelScope.CurrentToken);
        Assert.Equal(2, reader.RecordsAffected);
        Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
        Assert.True(await reader.NextResultAsync(CancelScope.CurrentToken));
        Assert.False(reader.HasRows);
        Assert.Equal(["a", "b"], [reader.GetName(0), reader.GetName(1)]);
        Assert.False(await reader.ReadAsync(CancelScope.CurrentToken));
        Assert.True(await reader.NextResultAsync(CancelScope.CurrentToken));
        Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
        Assert.Equal(7, reader["seven"] is long seven ? seven : 0);
        Assert.False(await reader.NextResultAsync(CancelScope.CurrentToken));
        Assert.Equal(0, reader.FieldCount);
    }

    private static string Read(Func<DbDataReader, object?> get, DbDataReader reader)
    {
        try
        {
            return get(reader) switch
            {
                null => "null",
                byte[] bytes => Convert.ToHexString(bytes),
                var value => $"{value.GetType().Name} {value}",
            };
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or InvalidCastException or FormatException or OverflowException
                or ArgumentException)
        {
            return "an error";
        }
    }
}
