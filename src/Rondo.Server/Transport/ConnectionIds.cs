namespace Rondo.Server.Transport;

/// <summary>Connection ids in Kestrel's form: 13 characters that sort by age.</summary>
internal static class ConnectionIds
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

    private static long s_last = TimeProvider.System.GetUtcNow().Ticks;

    internal static string Next() => string.Create(13, Interlocked.Increment(ref s_last), static (buffer, id) =>
    {
        for (var i = buffer.Length - 1; i >= 0; i--, id >>= 5)
            buffer[i] = Digits[(int)(id & 31)];
    });
}
