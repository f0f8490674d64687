using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Rondo.Server.Http1.Headers;

/// <summary>A response's fields: set by the app until the response starts, and never with what would end the field early.</summary>
internal sealed class ResponseHeaders : HeaderTable
{
    private static readonly SearchValues<char> s_asciiValue = SearchValues.Create(string.Create(96, 0, static (all, _) =>
    {
        all[0] = '\t';
        for (var i = 1; i < all.Length; i++)
            all[i] = (char)(' ' + i - 1);
    }));

    private bool _isReadOnly;

    public override bool IsReadOnly => _isReadOnly;

    /// <summary>How the app wants the values of a field encoded; null, or null from it, is ASCII and nothing else.</summary>
    internal Func<string, Encoding?>? Encodings { get; set; }

    internal int FieldCount => Used;

    internal string? NameAt(int index) => Fields[index].Name;

    internal StringValues ValueAt(int index) => Fields[index].Value;

    internal void MakeReadOnly() => _isReadOnly = true;

    internal void Reset()
    {
        _isReadOnly = false;
        ClearAll();
    }

    private protected override void OnWrite()
    {
        if (_isReadOnly)
            throw new InvalidOperationException("Headers are read-only, response has already started.");
    }

    private protected override StringValues Check(string name, StringValues value)
    {
        var bad = name.AsSpan().IndexOfAnyExcept(Syntax.TokenText);
        if (bad >= 0)
            throw InvalidHeader.Name(name, bad);
        for (var i = 0; i < value.Count; i++)
        {
            if (value[i] is not { } text)
                continue;
            if (Encodings?.Invoke(name) is { } encoding)
            {
                // The bytes decide: U+0D0A is a line end in UTF-16.
                var bytes = encoding.GetBytes(text);
                if (bytes.AsSpan().ContainsAnyExcept(Syntax.Value))
                    throw InvalidHeader.EncodedValue(name, text, encoding);
                continue;
            }

            bad = text.AsSpan().IndexOfAnyExcept(s_asciiValue);
            if (bad < 0)
                continue;
            if (LocationText.IsLocation(name))
            {
                value = LocationText.Encode(value);
                bad = value[i].AsSpan().IndexOfAnyExcept(s_asciiValue);
            }

            if (bad >= 0)
                throw InvalidHeader.Value(name, value[i]!, bad);
        }

        return value;
    }

    /// <summary>A reason phrase has the characters of a value: a line end in it would make its rest a field.</summary>
    internal static void CheckReasonPhrase(string? phrase)
    {
        var bad = phrase.AsSpan().IndexOfAnyExcept(s_asciiValue);
        if (bad >= 0)
            throw InvalidHeader.ReasonPhrase(phrase!, bad);
    }
}
