namespace Rondo.Data;

/// <summary>
/// Splits a script into its statements, as psql does: by the semicolons outside of strings, names, comments and bodies of functions.
/// </summary>
/// <remarks>https://www.postgresql.org/docs/current/sql-syntax-lexical.html</remarks>
internal ref struct PostgresScript
{
    private readonly string _text;
    private int _at;
    private int _blocks; // of BEGIN ATOMIC, with the CASEs inside
    private bool _isAfterBegin;

    private PostgresScript(string text) => _text = text;

    /// <summary>Returns the statements of a script; null: there is one at most, or it has values.</summary>
    internal static List<SqlText>? TrySplit(SqlText sql) =>
        sql.Values.Length == 0 && sql.Text.Contains(';', StringComparison.Ordinal) && Split(sql.Text) is { Count: > 1 } statements
            ? statements.ConvertAll(static text => new SqlText(text, []))
            : null;

    /// <summary>Returns the statements, without empty ones.</summary>
    internal static List<string> Split(string text)
    {
        var script = new PostgresScript(text);
        var statements = new List<string>();
        var start = 0;
        while (script._at < text.Length)
        {
            if (text[script._at] == ';' && script._blocks == 0)
            {
                Add(text[start..script._at]);
                start = ++script._at;
            }
            else
            {
                script.Skip();
            }
        }

        Add(text[start..]);
        return statements;

        void Add(string statement)
        {
            var rest = new PostgresScript(statement);
            while (rest._at < statement.Length && (char.IsWhiteSpace(statement[rest._at]) || rest.IsComment))
                rest.Skip();
            if (rest._at < statement.Length)
                statements.Add(statement[rest._at..].TrimEnd());
        }
    }

    private readonly bool IsComment => Next("--") || Next("/*");

    private void Skip()
    {
        var character = _text[_at];
        if (Next("--"))
            SkipTo("\n");
        else if (Next("/*"))
            SkipComment();
        else if (character == '\'')
            SkipQuoted('\'', hasEscapes: _at > 0 && _text[_at - 1] is 'e' or 'E' && (_at == 1 || !IsWord(_text[_at - 2])));
        else if (character == '"')
            SkipQuoted('"', hasEscapes: false);
        else if (character == '$' && (_at == 0 || !IsWord(_text[_at - 1])) && Tag() is { } tag)
            SkipDollars(tag);
        else if (IsWord(character))
            SkipWord();
        else
            _at++;
    }

    private void SkipTo(string end)
    {
        var found = _text.IndexOf(end, _at, StringComparison.Ordinal);
        _at = found < 0 ? _text.Length : found + end.Length;
    }

    private void SkipDollars(string tag)
    {
        _at += tag.Length;
        SkipTo(tag);
    }

    /// <summary>Comments nest, unlike C's.</summary>
    private void SkipComment()
    {
        var depth = 0;
        do
        {
            if (Next("/*"))
                (depth, _at) = (depth + 1, _at + 2);
            else if (Next("*/"))
                (depth, _at) = (depth - 1, _at + 2);
            else
                _at++;
        }
        while (depth > 0 && _at < _text.Length);
    }

    private void SkipQuoted(char quote, bool hasEscapes)
    {
        for (_at++; _at < _text.Length; _at++)
        {
            if (hasEscapes && _text[_at] == '\\')
                _at++;
            else if (_text[_at] == quote)
                break; // a doubled one begins the next part of the same string
        }

        _at = Math.Min(_at + 1, _text.Length);
    }

    private void SkipWord()
    {
        var start = _at;
        while (_at < _text.Length && (IsWord(_text[_at]) || _text[_at] == '$'))
            _at++;
        var word = _text.AsSpan(start, _at - start);
        if (_blocks > 0 && word.Equals("CASE", StringComparison.OrdinalIgnoreCase))
            _blocks++;
        else if (_blocks > 0 && word.Equals("END", StringComparison.OrdinalIgnoreCase))
            _blocks--;
        else if (_isAfterBegin && word.Equals("ATOMIC", StringComparison.OrdinalIgnoreCase))
            _blocks++;
        _isAfterBegin = word.Equals("BEGIN", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns <c>$tag$</c>; null where the dollar begins none.</summary>
    private readonly string? Tag()
    {
        var end = _at + 1;
        while (end < _text.Length && IsWord(_text[end]))
            end++;
        return end < _text.Length && _text[end] == '$' && (end == _at + 1 || !char.IsAsciiDigit(_text[_at + 1]))
            ? _text[_at..(end + 1)] : null;
    }

    private readonly bool Next(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
