namespace Rondo.Postgres.Tests.Ado;

/// <summary>Enums of PostgreSQL's as enums of C#.</summary>
public sealed class EnumTests
{
    private enum Mood
    {
        Soup,
        HotSteak,
        Plain_Rice,
    }

    [LoopTheory(Drivers = "epoll,portable"), InlineData(""), InlineData("?prepare=false")]
    public async Task Labels_are_names_in_any_case(string options)
    {
        await using var source = await Sources.OpenAsync(options);
        await source.ExecuteAsync("CREATE TYPE mood AS ENUM ('soup', 'hot_steak', 'plain_rice', 'other'); CREATE TABLE t (one mood, many mood[])");
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var insert = connection.CreateCommand("INSERT INTO t VALUES (@one, @many)");
        insert.Parameters.AddWithValue("one", Mood.HotSteak);
        insert.Parameters.AddWithValue("many", new[] { Mood.Soup, Mood.Plain_Rice });
        await insert.ExecuteNonQueryAsync(CancelScope.CurrentToken);
        await using var select = connection.CreateCommand("SELECT one, many, NULL::mood, 'other'::mood, '{}'::mood[], 1, one::text FROM t");
        await using var reader = await select.ExecuteReaderAsync(CancelScope.CurrentToken);
        Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
        Assert.Equal(Mood.HotSteak, reader.GetFieldValue<Mood>(0));
        Assert.Equal(Mood.HotSteak, reader.GetFieldValue<Mood?>(0));
        Assert.Equal("hot_steak", reader.GetString(0));
        Assert.Equal([Mood.Soup, Mood.Plain_Rice], reader.GetFieldValue<Mood[]>(1));
        Assert.Equal(["soup", "plain_rice"], reader.GetFieldValue<string[]>(1));
        Assert.Null(reader.GetFieldValue<Mood?>(2));
        Assert.Equal(Mood.HotSteak, reader.GetFieldValue<Mood>(6));
        Assert.Equal(
            $"The column 'mood' has 'other', which {typeof(Mood)} does not have.",
            Assert.Throws<InvalidCastException>(() => reader.GetFieldValue<Mood>(3)).Message);
        Assert.Empty(reader.GetFieldValue<Mood[]>(4));
        Assert.Throws<InvalidCastException>(() => reader.GetFieldValue<Mood>(5));
    }
}
