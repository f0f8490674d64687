using System.Globalization;
using System.Numerics;
using Rondo.Data.Statements;

namespace Rondo.Data.Tests;

/// <summary>Every scalar type goes into each database and comes back as it was, in every culture: as a value, as NULL, and compared in the database.</summary>
public sealed class ValueTests
{
    private static readonly DateTime s_time = new(2026, 11, 28, 13, 14, 15, 123, 456, DateTimeKind.Utc);

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Values_come_back_as_they_were(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        foreach (var culture in new[] { "", "de-DE", "ar-SA", "fa-IR" })
        {
            CultureInfo.CurrentCulture = culture.Length == 0 ? CultureInfo.InvariantCulture : Culture(culture);
            await Round(db, true, false);
            await Round<byte>(db, byte.MinValue, byte.MaxValue);
            await Round<sbyte>(db, sbyte.MinValue, sbyte.MaxValue);
            await Round<short>(db, short.MinValue, short.MaxValue);
            await Round<ushort>(db, ushort.MinValue, ushort.MaxValue);
            await Round(db, int.MinValue, int.MaxValue, -1, 0);
            await Round(db, uint.MinValue, uint.MaxValue);
            await Round(db, long.MinValue, long.MaxValue);
            await Round(db, ulong.MinValue, (ulong)long.MaxValue);
            await Round(db, Int128.MinValue, Int128.MaxValue);
            await Round(db, UInt128.MaxValue);
            await Round(db, BigInteger.Pow(10, 60), -BigInteger.Pow(10, 60), BigInteger.Zero);
            await Round(db, (Half)1.5, Half.MaxValue);
            await Round(db, 1.5f, float.MaxValue, float.Epsilon);
            await Round(db, 1.5, double.MaxValue, double.Epsilon, -0.0, 0.1);
            await Round(db, 1.50m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, 0.1m);
            await Round(db, 'x', 'ß', '\'');
            await Round(db, "", "a", "Zoë's \"soup\" \U0001F372\r\n\t\\", new string('x', 100_000));
            await Round(db, Guid.Empty, Guid.NewGuid());
            await Round(db, new Uri("https://example.org/a?b=c"), new Uri("/relative", UriKind.Relative));
            await Round(db, s_time, s_time.Date, new DateTime(1, 1, 2, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 3, 29, 1, 30, 0, DateTimeKind.Utc));
            await Round(db, new DateTimeOffset(s_time), new DateTimeOffset(2026, 11, 28, 13, 0, 0, TimeSpan.FromHours(5.5)));
            await Round(db, new DateOnly(2026, 11, 28), new DateOnly(1, 1, 2), new DateOnly(9999, 12, 30));
            await Round(db, new TimeOnly(13, 14, 15), TimeOnly.MinValue, new TimeOnly(23, 59, 59, 999));
            await Round(db, TimeSpan.Zero, TimeSpan.FromDays(-3.5), new TimeSpan(1, 2, 3, 4, 5));
            await Round(db, [], [0, 1, 255], new byte[100_000]);
        }
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_time_is_the_same_instant_whatever_its_kind(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        await db.ExecuteAsync($"CREATE TABLE times (at {Sql.Raw(Column<DateTime>(db))})");
        await db.ExecuteAsync($"INSERT INTO times VALUES ({s_time})");
        foreach (var same in new object[] { s_time, s_time.ToLocalTime(), DateTime.SpecifyKind(s_time, DateTimeKind.Unspecified), new DateTimeOffset(s_time).ToOffset(TimeSpan.FromHours(-7)) })
        {
            if (same is DateTimeOffset && !Databases.IsPostgres(kind))
                continue; // SQLite compares texts, and that of a DateTimeOffset has an offset
            Assert.Equal(1, await db.ScalarAsync<int>($"SELECT count(*) FROM times WHERE at = {same}"));
        }

        Assert.Equal(DateTimeKind.Utc, (await db.ScalarAsync<DateTime>($"SELECT at FROM times")).Kind);
        Assert.Equal(1, await db.ScalarAsync<int>($"SELECT count(*) FROM times WHERE at > {s_time.AddTicks(-10)} AND at < {s_time.AddTicks(10)}"));
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_value_that_the_database_cannot_store_is_refused(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        if (Databases.IsPostgres(kind))
        {
            await Assert.ThrowsAsync<ArgumentException>(() => db.ScalarAsync<string>($"SELECT {"a\0b"}::text"));
            Assert.Equal(double.NaN, await db.ScalarAsync<double>($"SELECT {double.NaN}"));
        }
        else
        {
            Assert.Equal("a\0b", await db.ScalarAsync<string>($"SELECT {"a\0b"}"));
            await Assert.ThrowsAsync<ArgumentException>(() => db.ScalarAsync<double>($"SELECT {double.NaN}"));
            await Assert.ThrowsAsync<ArgumentException>(() => db.ScalarAsync<ulong>($"SELECT {ulong.MaxValue}"));
            await Assert.ThrowsAsync<ArgumentException>(() => db.ScalarAsync<int>($"SELECT {Sql.Array([1, 2])}"));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => db.ScalarAsync<string>($"SELECT {(Flavour)99}"));
    }

    /// <summary>Each connection has kept the statement, as after a deployment that changes a table.</summary>
    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_statement_survives_a_changed_table(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        await db.ExecuteAsync($"CREATE TABLE names (name TEXT)");
        await db.ExecuteAsync($"INSERT INTO names VALUES ('ann')");
        for (var column = 0; column < 3; column++)
        {
            for (var i = 0; i < 5; i++)
                Assert.Equal("ann", await db.ScalarAsync<string>($"SELECT * FROM names"));
            await db.ExecuteAsync($"ALTER TABLE names ADD COLUMN {Sql.Identifier($"c{column}")} TEXT");
        }

        Assert.Equal("ann", await db.ScalarAsync<string>($"SELECT * FROM names"));
    }

    [LoopFact]
    public async Task Arrays_of_PostgreSQL_come_back_as_they_were()
    {
        await using var db = await Databases.OpenAsync("postgres");
        Assert.Equal(2, await db.ScalarAsync<int>($"SELECT count(*) FROM generate_series(1, 5) AS n WHERE n = ANY({Sql.Array([2, 4, 9])})"));
        await db.ExecuteAsync($"CREATE TABLE lists (numbers BIGINT[], names TEXT[], times TIMESTAMPTZ[])");
        await db.ExecuteAsync($"INSERT INTO lists VALUES ({Sql.Array([1L, 2L])}, {Sql.Array(["a", "b,c"])}, {Sql.Array([s_time])})");
        var lists = await db.OneAsync<Lists>($"SELECT * FROM lists");
        Assert.Equal([1, 2], lists.Numbers);
        Assert.Equal(["a", "b,c"], lists.Names);
        Assert.Equal([s_time], lists.Times);
    }

    /// <summary>The test process may lack cultures: these have the traits that matter.</summary>
    private static CultureInfo Culture(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = name == "de-DE" ? "," : "\u066B";
        culture.NumberFormat.NumberGroupSeparator = name == "de-DE" ? "." : "\u066C";
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        culture.DateTimeFormat.TimeSeparator = ".";
        return culture;
    }

    private static async Task Round<T>(Database db, params T[] values)
    {
        await db.ExecuteAsync($"CREATE TABLE cells (n INTEGER, value {Sql.Raw(Column<T>(db))})");
        for (var i = 0; i < values.Length; i++)
        {
            await db.ExecuteAsync($"INSERT INTO cells VALUES ({i}, {values[i]})");
            Assert.Equal(values[i], await db.ScalarAsync<T>($"SELECT value FROM cells WHERE n = {i}"));
            if (values[i] is not (float or Half or byte[]))
                Assert.Equal(i, await db.ScalarAsync<int>($"SELECT min(n) FROM cells WHERE value = {values[i]}"));
        }

        await db.ExecuteAsync($"INSERT INTO cells VALUES (-1, {null as string})");
        await Assert.ThrowsAsync<RowException>(() => db.ScalarAsync<T>($"SELECT value FROM cells WHERE n = -1"));
        await db.ExecuteAsync($"DROP TABLE cells");
    }

    private static string Column<T>(Database db) => db.Runner.Dialect == SqlDialect.Sqlite ? "" : PostgresTypes.NameOf(typeof(T))!;

    internal enum Flavour
    {
        Sweet,
    }

    internal sealed record Lists(long[] Numbers, List<string> Names, DateTime[] Times);
}
