namespace Rondo.Data.Tests;

/// <summary>Rows that do not fit: the error names column, type, value and statement.</summary>
public sealed class RowErrorTests
{
    [LoopTheory]
    [InlineData("sqlite", "INTEGER")]
    [InlineData("postgres", "integer")]
    [InlineData("npgsql", "integer")]
    public async Task A_row_that_does_not_fit_is_told_in_full(string kind, string integer)
    {
        await using var db = await Databases.OpenAsync(kind);
        var text = Databases.IsPostgres(kind) ? "text" : "TEXT";
        await Fails<Dish>(db, $"SELECT 1 AS id, NULL AS name", "Column name is NULL, and string is not nullable. Statement: SELECT 1 AS id, NULL AS name", "name");
        await Fails<Dish>(db, $"SELECT 1 AS id", "The statement returns no column for Dish.Name. Its columns are id. Select the column, rename one with AS, or mark the member with [NotMapped]. Statement: SELECT 1 AS id", "Name");
        await Fails<Dish>(db, $"SELECT 1 AS id, 'a' AS name, 'b' AS \"NAME\"", "The statement returns two columns for Dish.Name: name and NAME. Name the columns, and rename one with AS. Statement: SELECT 1 AS id, 'a' AS name, 'b' AS \"NAME\"", "NAME");
        await Fails<Dish>(db, $"SELECT 'seven' AS id, 'a' AS name", $"Column id ({text}) has the value 'seven', which is no int. Statement: SELECT 'seven' AS id, 'a' AS name", "id");
        await Fails<Dish>(db, $"SELECT 3000000000 AS id, 'a' AS name", $"Column id ({(Databases.IsPostgres(kind) ? "bigint" : integer)}) has the value 3000000000, which is no int. Statement: SELECT 3000000000 AS id, 'a' AS name", "id");
        await Fails<byte>(db, $"SELECT -1 AS n", $"Column n ({integer}) has the value -1, which is no byte. Statement: SELECT -1 AS n", "n");
        await Fails<string>(db, $"SELECT 5 AS n", $"Column n ({integer}) has the value 5, which is no string. Statement: SELECT 5 AS n", "n");
        await Fails<long>(db, $"SELECT 1 AS a, 2 AS b", "The statement returns 2 columns (a, b), and long has 1, which are read in their order. Statement: SELECT 1 AS a, 2 AS b", null);
        await Fails<Taste>(db, $"SELECT 'bland' AS taste", $"Column taste ({text}) has the value 'bland', which is no Taste. It must be one of sweet, sour. Statement: SELECT 'bland' AS taste", "taste");
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_number_of_rows_that_was_not_asked_for_is_an_error(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        await Fails<int>(db, $"SELECT 1 WHERE 1 = 0", "The statement returned no row, and one was asked for. Use FindAsync where there may be none. Statement: SELECT 1 WHERE 1 = 0", null);
        await Fails<int>(db, $"SELECT 1 UNION ALL SELECT 2", "The statement returned more than one row of int, and one was asked for. Use QueryAsync, or add LIMIT 1. Statement: SELECT 1 UNION ALL SELECT 2", null);
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_refused_statement_is_told_in_the_words_of_all_databases(string kind)
    {
        await using var db = await Databases.OpenAsync(kind);
        await db.ExecuteAsync($"CREATE TABLE parents (id INTEGER PRIMARY KEY)");
        await db.ExecuteAsync($"CREATE TABLE children (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (length(name) > 1), parent INTEGER REFERENCES parents (id))");
        await db.ExecuteAsync($"INSERT INTO children VALUES (1, 'ann', NULL)");
        await Refused(DatabaseErrorKind.UniqueViolation, $"INSERT INTO children VALUES (1, 'bob', NULL)");
        await Refused(DatabaseErrorKind.UniqueViolation, $"INSERT INTO children VALUES (2, {"ann"}, NULL)");
        await Refused(DatabaseErrorKind.NotNullViolation, $"INSERT INTO children VALUES (2, NULL, NULL)");
        await Refused(DatabaseErrorKind.CheckViolation, $"INSERT INTO children VALUES (2, 'b', NULL)");
        await Refused(DatabaseErrorKind.ForeignKeyViolation, $"INSERT INTO children VALUES (2, 'bob', 7)");
        await Refused(DatabaseErrorKind.Statement, $"SELEKT 1");

        async Task Refused(DatabaseErrorKind kind, Sql sql)
        {
            var error = await Assert.ThrowsAsync<DatabaseException>(() => db.ExecuteAsync(sql));
            Assert.Equal(kind, error.Kind);
            Assert.Equal(sql.ToString().Replace("$1", kind == DatabaseErrorKind.UniqueViolation && error.Statement!.Contains('?', StringComparison.Ordinal) ? "?1" : "$1", StringComparison.Ordinal), error.Statement);
        }
    }

    private static async Task Fails<T>(Database db, Sql sql, string message, string? column)
    {
        var error = await Assert.ThrowsAsync<RowException>(() => db.OneAsync<T>(sql));
        Assert.Equal(message, error.Message);
        Assert.Equal(column, error.Column);
    }

    [Row]
    internal enum Taste
    {
        Sweet,
        Sour,
    }

    [Row]
    internal sealed record Dish(int Id, string Name);
}
