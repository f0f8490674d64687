using System.Text.Unicode;

namespace Rondo.Server.WebSockets.Frames;

/// <summary>Whether a text that comes in pieces is UTF-8 (Unicode 3.9, table 3-7): the first byte that cannot be is refused.</summary>
/// <remarks>All but the ends of a piece go to the BCL's vectorised check; a character that two pieces share goes byte by byte.</remarks>
internal struct Utf8Check
{
    private byte _missing;
    private byte _lowest;
    private byte _highest;

    /// <summary>True between characters.</summary>
    internal readonly bool IsComplete => _missing == 0;

    /// <summary>Looks at the next piece: false if the text can be no UTF-8, whatever follows.</summary>
    internal bool Accept(ReadOnlySpan<byte> piece)
    {
        while (_missing > 0 && !piece.IsEmpty)
        {
            if (!Continue(piece[0]))
                return false;
            piece = piece[1..];
        }

        if (piece.IsEmpty)
            return true;
        var whole = piece.Length - Unfinished(piece);
        if (!Utf8.IsValid(piece[..whole]))
            return false;
        foreach (var next in piece[whole..])
        {
            if (!(_missing > 0 ? Continue(next) : Begin(next)))
                return false;
        }

        return true;
    }

    /// <summary>Ready for another text.</summary>
    internal void Reset() => _missing = 0;

    /// <summary>How many bytes at the end begin a character without ending it.</summary>
    private static int Unfinished(ReadOnlySpan<byte> piece)
    {
        for (var back = 1; back <= Math.Min(3, piece.Length); back++)
        {
            var each = piece[^back];
            if ((each & 0xC0) == 0x80)
                continue;
            var length = each < 0x80 ? 1 : each < 0xE0 ? 2 : each < 0xF0 ? 3 : 4;
            return length > back ? back : 0;
        }

        return 0;
    }

    private bool Begin(byte first)
    {
        (_lowest, _highest) = ((byte)0x80, (byte)0xBF);
        switch (first)
        {
            case < 0x80:
                return true;
            case >= 0xC2 and < 0xE0:
                _missing = 1;
                return true;
            case >= 0xE0 and < 0xF0:
                _missing = 2;
                if (first == 0xE0)
                    _lowest = 0xA0; // shorter forms exist
                else if (first == 0xED)
                    _highest = 0x9F; // surrogates
                return true;
            case >= 0xF0 and < 0xF5:
                _missing = 3;
                if (first == 0xF0)
                    _lowest = 0x90;
                else if (first == 0xF4)
                    _highest = 0x8F; // beyond U+10FFFF
                return true;
            default:
                return false;
        }
    }

    private bool Continue(byte next)
    {
        if (next < _lowest || next > _highest)
            return false;
        (_lowest, _highest) = ((byte)0x80, (byte)0xBF);
        _missing--;
        return true;
    }
}
