using System.Runtime.CompilerServices;
using System.Text;

namespace Rondo.Generators;

/// <summary>
/// A template of code, which is written as a raw string. Each line of an inserted text gets the indentation of the line that it is inserted
/// into, and a line of nothing but empty insertions is left out.
/// </summary>
[InterpolatedStringHandler]
internal sealed class CodeTemplate(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));
    private int _lineStart;
    private bool _hasInsertion;

    /// <summary>Whether the line so far is blank.</summary>
    private bool IsBlank => Indentation == _text.Length - _lineStart;

    private int Indentation
    {
        get
        {
            var end = _lineStart;
            while (end < _text.Length && _text[end] == ' ')
                end++;
            return end - _lineStart;
        }
    }

    public void AppendLiteral(string literal)
    {
        var lines = literal.Replace("\r", "").Split('\n');
        _text.Append(lines[0]);
        for (var i = 1; i < lines.Length; i++)
        {
            if (IsBlank && _hasInsertion)
                _text.Length = _lineStart;
            else
                EndLine();
            _hasInsertion = false;
            _text.Append(lines[i]);
        }
    }

    public void AppendFormatted(string? code)
    {
        _hasInsertion = true;
        var lines = (code ?? "").TrimEnd('\n').Split('\n');
        var indentation = new string(' ', Indentation);
        _text.Append(lines[0]);
        for (var i = 1; i < lines.Length; i++)
        {
            EndLine();
            _text.Append(indentation).Append(lines[i]);
        }
    }

    public void AppendFormatted(int number) => AppendFormatted(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public override string ToString()
    {
        if (IsBlank && _hasInsertion)
            _text.Length = System.Math.Max(_lineStart - 1, 0);
        return _text.ToString();
    }

    private void EndLine()
    {
        if (IsBlank)
            _text.Length = _lineStart;
        _text.Append('\n');
        _lineStart = _text.Length;
    }
}
