namespace Rondo.Postgres.Syntax;

/// <summary>Takes SQL apart as far as needed to find semicolons and the names of parameters: @name and :name.</summary>
internal struct SqlLexer(string text)
{
    private int _at;
    private int _blocks; // of BEGIN ATOMIC, with the CASEs inside
    private bool _isAfterBegin;

    /// <summary>Gets whether a semicolon ends a statement here, rather than one in the body of a function.</summary>
    internal readonly bool IsBetweenStatements => _blocks == 0;

    /// <summary>Returns whether a text has nothing but spaces and comments.</summary>
    internal static bool IsEmpty(string text)
    {
        var lexer = new SqlLexer(text);
        while (lexer.TryRead(out var token))
        {
            if (!IsSpace(token))
                return false;
        }

        return true;
    }

    /// <summary>Returns whether a token separates others and is nothing else.</summary>
    internal static bool IsSpace(ReadOnlySpan<char> token) => token.IsWhiteSpace() || token.StartsWith("--") || token.StartsWith("/*");

    /// <summary>Reads a string, name, comment, word, parameter or other character.</summary>
    internal bool TryRead(out ReadOnlySpan<char> token)
    {
        var start = _at;
        if (_at < text.Length)
            Skip();
        token = text.AsSpan(start, _at - start);
        return token.Length > 0;
    }

    private void Skip()
    {
        var character = text[_at];
        if (Next("--"))
            SkipTo("\n");
        else if (Next("/*"))
            SkipComment();
        else if (character == '\'')
            SkipQuoted('\'', hasEscapes: false);
        else if (character is 'e' or 'E' && _at + 1 < text.Length && text[_at + 1] == '\'')
            SkipEscaped();
        else if (character == '"')
            SkipQuoted('"', hasEscapes: false);
        else if (character == '$' && Tag() is { } tag)
            SkipDollars(tag);
        else if (IsWord(character))
            SkipWord();
        else if (Next("::") || Next(":=") || Next("@>") || Next("<@") || Next("@@"))
            _at += 2;
        else if (character is '@' or ':' && _at + 1 < text.Length && IsWord(text[_at + 1]) && !IsSlice())
            SkipName();
        else
            _at++;
    }

    /// <summary>
    /// In <c>a[1:n]</c> a colon behind a digit or an identifier separates bounds; a parameter follows a space or an operator.
    /// </summary>
    private readonly bool IsSlice() => text[_at] == ':' && _at > 0 && (IsWord(text[_at - 1]) || text[_at - 1] is '[' or ']');

    private void SkipName()
    {
        for (_at++; _at < text.Length && IsWord(text[_at]); _at++)
        {
        }
    }

    private void SkipTo(string end)
    {
        var found = text.IndexOf(end, _at, StringComparison.Ordinal);
        _at = found < 0 ? text.Length : found + end.Length;
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
        while (depth > 0 && _at < text.Length);
    }

    private void SkipEscaped()
    {
        _at++;
        SkipQuoted('\'', hasEscapes: true);
    }

    private void SkipQuoted(char quote, bool hasEscapes)
    {
        for (_at++; _at < text.Length; _at++)
        {
            if (hasEscapes && text[_at] == '\\')
                _at++;
            else if (text[_at] == quote)
                break; // a doubled one begins the next part of the same string
        }

        _at = Math.Min(_at + 1, text.Length);
    }

    private void SkipWord()
    {
        var start = _at;
        while (_at < text.Length && (IsWord(text[_at]) || text[_at] == '$'))
            _at++;
        var word = text.AsSpan(start, _at - start);
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
        while (end < text.Length && IsWord(text[end]))
            end++;
        return end < text.Length && text[end] == '$' && (end == _at + 1 || !char.IsAsciiDigit(text[_at + 1])) ? text[_at..(end + 1)] : null;
    }

    private readonly bool Next(string characters) => string.CompareOrdinal(text, _at, characters, 0, characters.Length) == 0;

    internal static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
