using Rondo.Data.Engines;

namespace Rondo.Data.Tests;

/// <summary>Scripts are split where psql splits them.</summary>
public sealed class PostgresScriptTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" ; ;-- a;b\n;/* c; /* d; */ e; */;", new string[0])]
    [InlineData("SELECT 1", new[] { "SELECT 1" })]
    [InlineData("SELECT 1; SELECT 2;", new[] { "SELECT 1", "SELECT 2" })]
    [InlineData("-- first;\nSELECT 1 -- ;\n;\nSELECT 2", new[] { "SELECT 1 -- ;", "SELECT 2" })]
    [InlineData("SELECT 'a;''b;', E'c\\';d', \"e;\"\"f\"; SELECT 2", new[] { "SELECT 'a;''b;', E'c\\';d', \"e;\"\"f\"", "SELECT 2" })]
    [InlineData("SELECT 'a\\'; SELECT 2", new[] { "SELECT 'a\\'", "SELECT 2" })]
    [InlineData("DO $$ BEGIN PERFORM 1; END $$; SELECT 2", new[] { "DO $$ BEGIN PERFORM 1; END $$", "SELECT 2" })]
    [InlineData("DO $x$ SELECT '$$;$y$'; $x$; SELECT a$1;SELECT $1", new[] { "DO $x$ SELECT '$$;$y$'; $x$", "SELECT a$1", "SELECT $1" })]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3", new[] { "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "SELECT 3" })]
    [InlineData("BEGIN; SELECT 1; END", new[] { "BEGIN", "SELECT 1", "END" })]
    [InlineData("SELECT 'open; SELECT 2", new[] { "SELECT 'open; SELECT 2" })]
    [InlineData("SELECT 1 /* open; SELECT 2", new[] { "SELECT 1 /* open; SELECT 2" })]
    public void A_script_is_split(string script, string[] statements) => Assert.Equal(statements, PostgresScript.Split(script));
}
