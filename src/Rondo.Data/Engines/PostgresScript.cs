using Rondo.Data.Statements;
using Rondo.Postgres.Syntax;

namespace Rondo.Data.Engines;

/// <summary>
/// Splits a script into its statements, as psql does: by the semicolons outside of strings, names, comments and bodies of functions.
/// </summary>
internal static class PostgresScript
{
    /// <summary>Returns the statements of a script; null: there is one at most, or it has values.</summary>
    internal static List<SqlText>? TrySplit(SqlText sql) =>
        sql.Values.Length == 0 && sql.Text.Contains(';', StringComparison.Ordinal) && Split(sql.Text) is { Count: > 1 } statements
            ? statements.ConvertAll(static text => new SqlText(text, []))
            : null;

    /// <summary>Returns the statements, without empty ones and without what stands before their first word.</summary>
    internal static List<string> Split(string text)
    {
        var lexer = new SqlLexer(text);
        var statements = new List<string>();
        var (start, end) = (-1, 0);
        while (lexer.TryRead(out var token))
        {
            if (token is ";" && lexer.IsBetweenStatements)
                Add();
            else if (start < 0 && !SqlLexer.IsSpace(token))
                start = end;
            end += token.Length;
        }

        Add();
        return statements;

        void Add()
        {
            if (start >= 0)
                statements.Add(text[start..end].TrimEnd());
            start = -1;
        }
    }
}
