namespace Rondo.Fuzz;

/// <summary>Where an input is cut: a function of the input, so that a find can be replayed from its bytes alone.</summary>
internal sealed class Splits
{
    private uint _state;

    internal Splits(ReadOnlySpan<byte> input, uint salt)
    {
        var hash = 2166136261 ^ salt;
        foreach (var b in input)
            hash = (hash ^ b) * 16777619;
        _state = hash == 0 ? 1 : hash;
    }

    internal int Next(int below)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)below);
    }

    /// <summary>A piece's length: mostly a few bytes, now and then many.</summary>
    internal int Piece(int left) => Math.Min(left, Next(4) == 0 ? 1 + Next(256) : 1 + Next(12));
}
