using Rondo.Server.WebSockets.Zlib;

namespace Rondo.Server.WebSockets.Deflate;

/// <summary>Compressors between messages of sockets that keep no context. Any thread.</summary>
internal static class DeflaterPool
{
    internal const int Level = 6;
    internal const int MemoryLevel = 8;

    private static readonly ZlibPool<Deflater>[] s_pools = [.. Enumerable.Range(0, 16).Select(static _ => new ZlibPool<Deflater>())];

    internal static Deflater Rent(int windowBits) => s_pools[windowBits].TryTake() ?? Create(windowBits);

    /// <summary>Takes one back whose last flush was a full one, after which nothing refers to what was before.</summary>
    internal static void Return(Deflater deflater) => s_pools[deflater.WindowBits].Put(deflater);

    internal static Deflater Create(int windowBits) => new(windowBits, Level, MemoryLevel);
}
