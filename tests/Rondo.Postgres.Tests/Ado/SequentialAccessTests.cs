using System.Data;
using System.Data.Common;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>Columns that are read in order and in pieces, as Npgsql gives them.</summary>
public sealed class SequentialAccessTests
{
    private const string Rows = """
        SELECT n, repeat('é€x', 30000) AS text, decode(repeat('00ff7f', 40000), 'hex') AS bytes, NULL::text AS missing, ''::bytea AS none, n * 2 AS twice
        FROM generate_series(1, 3) AS n
        """;

    [LoopFact]
    public async Task Large_columns_are_read_in_pieces_as_with_Npgsql()
    {
        await using var source = await Sources.OpenAsync();
        await using var reference = Sources.Reference(source);
        Assert.Equal(await ReadAsync(reference), await ReadAsync(source));
    }

    [LoopFact]
    public async Task Columns_that_are_not_read_are_passed_over()
    {
        await using var source = await Sources.OpenAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var command = connection.CreateCommand(Rows);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, CancelScope.CurrentToken);
        for (var n = 1; n <= 3; n++)
        {
            Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
            Assert.Equal(n * 2, reader.GetInt32(5));
        }

        Assert.False(await reader.ReadAsync(CancelScope.CurrentToken));
    }

    private static async Task<List<string>> ReadAsync(DbDataSource source)
    {
        List<string> seen = [];
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var command = connection.CreateCommand();
        command.CommandText = Rows;
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, CancelScope.CurrentToken);
        while (await reader.ReadAsync(CancelScope.CurrentToken))
        {
            var row = reader.GetInt32(0);
            seen.Add($"{row}");
            seen.Add(row == 1 ? CharactersOf(reader, 1) : await TextOfAsync(reader, 1));
            seen.Add(row == 1 ? BytesOf(reader, 2) : await StreamOfAsync(reader, 2));
            seen.Add($"{await reader.IsDBNullAsync(3, CancelScope.CurrentToken)}");
            seen.Add(await StreamOfAsync(reader, 4));
            seen.Add($"{await reader.GetFieldValueAsync<int>(5, CancelScope.CurrentToken)}");
        }

        return seen;
    }

    private static string CharactersOf(DbDataReader reader, int column)
    {
        var (text, buffer) = (new System.Text.StringBuilder(), new char[1000]);
        for (var offset = 0L; reader.GetChars(column, offset, buffer, 0, buffer.Length) is > 0 and var count; offset += count)
            text.Append(buffer, 0, (int)count);
        return text.ToString();
    }

    private static string BytesOf(DbDataReader reader, int column)
    {
        var (bytes, buffer) = (new List<byte>(), new byte[1000]);
        for (var offset = 0L; reader.GetBytes(column, offset, buffer, 0, buffer.Length) is > 0 and var count; offset += count)
            bytes.AddRange(buffer.AsSpan(0, (int)count));
        return Convert.ToHexString([.. bytes]);
    }

    private static async Task<string> TextOfAsync(DbDataReader reader, int column)
    {
        using var text = reader.GetTextReader(column);
        return await text.ReadToEndAsync(CancelScope.CurrentToken);
    }

    private static async Task<string> StreamOfAsync(DbDataReader reader, int column)
    {
        await using var stream = reader.GetStream(column);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, CancelScope.CurrentToken);
        return Convert.ToHexString(copy.ToArray());
    }
}
