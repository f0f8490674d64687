using System.Globalization;
using System.Text;
using Rondo.Postgres.Syntax;

namespace Rondo.Postgres.Ado;

/// <summary>Splits the text of a command into statements, and replaces the names of parameters with numbers.</summary>
/// <remarks>https://www.postgresql.org/docs/current/sql-syntax-lexical.html</remarks>
internal sealed class StatementParser
{
    private readonly bool _hasNames;
    private readonly List<StatementText> _statements = [];
    private readonly StringBuilder _statement = new();
    private readonly List<string> _names = [];
    private SqlLexer _lexer;

    private StatementParser(string text, bool hasNames) => (_hasNames, _lexer) = (hasNames, new SqlLexer(text));

    /// <param name="text">The text.</param>
    /// <param name="hasNames">Whether parameters have names, else the text has $1, $2.</param>
    internal static StatementText[] Parse(string text, bool hasNames)
    {
        var parser = new StatementParser(text, hasNames);
        parser.Run();
        return [.. parser._statements];
    }

    private void Run()
    {
        while (_lexer.TryRead(out var token))
        {
            if (token is ";" && _lexer.IsBetweenStatements)
                End();
            else if (_hasNames && token is ['@' or ':', var first, ..] && SqlLexer.IsWord(first))
                Append(token[1..]);
            else
                _statement.Append(token);
        }

        End();
    }

    private void Append(ReadOnlySpan<char> span)
    {
        var name = span.ToString();
        var index = _names.FindIndex(each => string.Equals(each, name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            index = _names.Count;
            _names.Add(name);
        }

        _statement.Append(CultureInfo.InvariantCulture, $"${index + 1}");
    }

    private void End()
    {
        var text = _statement.ToString().Trim();
        if (!SqlLexer.IsEmpty(text))
            _statements.Add(new StatementText(text, [.. _names]));
        _statement.Clear();
        _names.Clear();
    }
}
