using System.Runtime.InteropServices;

namespace Rondo.Fuzz;

/// <summary>Which edges a run went along, and about how often (AFL's eight buckets), from what the instrumented assembly notes.</summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    private readonly byte* _map;
    private readonly byte[] _seen = new byte[Size];
    private readonly CoverageTrace _trace = new();

    internal Coverage()
    {
        // Safety: never freed, since the instrumented code writes there as long as the process lives; an index is a ushort.
        _map = (byte*)NativeMemory.AllocZeroed(Size);
        _trace.Point(_map);
    }

    /// <summary>Different edges so far.</summary>
    internal int Edges { get; private set; }

    /// <summary>Different edges with their buckets so far.</summary>
    internal int Features { get; private set; }

    internal bool IsInstrumented => _trace.IsPresent;

    internal void Begin()
    {
        new Span<byte>(_map, Size).Clear();
        _trace.Restart();
    }

    /// <summary>Takes in the run since <see cref="Begin"/>: true if it went where none went before.</summary>
    internal bool End()
    {
        var map = new ReadOnlySpan<byte>(_map, Size);
        var isNew = false;
        for (var at = 0; at < Size; at++)
        {
            at = map[at..].IndexOfAnyExcept((byte)0) is var skip && skip < 0 ? Size : at + skip;
            if (at == Size)
                break;
            var bucket = Bucket(map[at]);
            if ((_seen[at] & bucket) != 0)
                continue;
            Edges += _seen[at] == 0 ? 1 : 0;
            Features++;
            _seen[at] |= bucket;
            isNew = true;
        }

        return isNew;
    }

    /// <summary>The edges and buckets of the run since <see cref="Begin"/>.</summary>
    internal List<int> Last()
    {
        var features = new List<int>();
        for (var at = 0; at < Size; at++)
        {
            if (_map[at] != 0)
                features.Add((at << 8) | Bucket(_map[at]));
        }

        return features;
    }

    private static byte Bucket(byte hits) => hits switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
