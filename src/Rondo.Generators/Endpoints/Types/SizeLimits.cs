namespace Rondo.Generators.Endpoints.Types;

/// <summary>The sizes that all constraints of one value leave.</summary>
internal struct SizeLimits
{
    private int _least;
    private int? _most;

    /// <summary>Takes in one constraint.</summary>
    /// <returns>False where no size is left.</returns>
    internal bool Narrow(int least, int? most)
    {
        _least = System.Math.Max(_least, least);
        if (most is { } top && (_most is null || top < _most))
            _most = top;
        return _most is null || _least <= _most;
    }
}
