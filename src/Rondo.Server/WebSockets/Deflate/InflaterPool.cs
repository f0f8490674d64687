using Rondo.Server.WebSockets.Zlib;

namespace Rondo.Server.WebSockets.Deflate;

/// <summary>Inflaters between messages of sockets that keep no context. Any thread.</summary>
internal static class InflaterPool
{
    private static readonly ZlibPool<Inflater> s_pool = new();

    internal static Inflater Rent(int windowBits)
    {
        if (s_pool.TryTake() is not { } inflater)
            return new Inflater(windowBits);
        inflater.Reset(windowBits);
        return inflater;
    }

    internal static void Return(Inflater inflater) => s_pool.Put(inflater);
}
