using System.Buffers;

namespace Rondo.Server.WebSockets.Deflate;

/// <summary>Reads a Sec-WebSocket-Extensions header from left to right, once (RFC 6455, 9.1).</summary>
internal ref struct ExtensionReader(ReadOnlySpan<char> header)
{
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private ReadOnlySpan<char> _rest = header;

    /// <summary>It does not keep to its grammar from here on.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>The name of the next extension. Read its parameters before the next one.</summary>
    internal bool TryReadExtension(out ReadOnlySpan<char> name)
    {
        // A list may have empty elements (RFC 9110, 5.6.1).
        _rest = _rest.TrimStart(" \t,");
        name = Token();
        IsBroken |= name.IsEmpty && !_rest.IsEmpty;
        return !name.IsEmpty;
    }

    /// <summary>The next parameter of the extension; false after the last one.</summary>
    internal bool TryReadParameter(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        name = value = default;
        SkipSpace();
        if (_rest.IsEmpty || _rest[0] == ',' || IsBroken)
            return false;
        if (_rest[0] != ';')
            return Break();
        _rest = _rest[1..];
        SkipSpace();
        name = Token();
        if (name.IsEmpty)
            return Break();
        SkipSpace();
        if (_rest.IsEmpty || _rest[0] != '=')
            return true;
        _rest = _rest[1..];
        SkipSpace();
        if (!_rest.IsEmpty && _rest[0] == '"')
        {
            // A quoted value has to be a token as well, which needs no escapes.
            _rest = _rest[1..];
            value = Token();
            if (_rest.IsEmpty || _rest[0] != '"')
                return Break();
            _rest = _rest[1..];
        }
        else
        {
            value = Token();
        }

        return !value.IsEmpty || Break();
    }

    private ReadOnlySpan<char> Token()
    {
        var length = _rest.IndexOfAnyExcept(s_token);
        var token = length < 0 ? _rest : _rest[..length];
        _rest = _rest[token.Length..];
        return token;
    }

    private void SkipSpace() => _rest = _rest.TrimStart(" \t");

    private bool Break()
    {
        IsBroken = true;
        return false;
    }
}
