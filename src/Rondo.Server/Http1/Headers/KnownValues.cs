using System.Text;
using Microsoft.Net.Http.Headers;

namespace Rondo.Server.Http1.Headers;

/// <summary>
/// Values that all clients send when they open a WebSocket, so that none needs a string of its own for as long as its socket lives.
/// </summary>
internal static class KnownValues
{
    private static readonly string[] s_connection = ["Upgrade", "keep-alive, Upgrade", "keep-alive", "close", "upgrade"];
    private static readonly string[] s_upgrade = ["websocket", "WebSocket"];
    private static readonly string[] s_version = ["13"];
    private static readonly string[] s_extensions = ["permessage-deflate; client_max_window_bits", "permessage-deflate"];

    /// <summary>The host that this thread has seen last: most connections of a server ask for the same.</summary>
    [ThreadStatic]
    private static string? t_host;

    /// <summary>The same value in a string that there is already; null if there is none.</summary>
    /// <param name="name">From <see cref="KnownNames"/>.</param>
    /// <param name="value">As received.</param>
    internal static string? Find(string name, ReadOnlySpan<byte> value)
    {
        if (ReferenceEquals(name, HeaderNames.Host))
            return Host(value);
        if (ReferenceEquals(name, HeaderNames.Connection))
            return Find(s_connection, value);
        if (ReferenceEquals(name, HeaderNames.Upgrade))
            return Find(s_upgrade, value);
        if (ReferenceEquals(name, HeaderNames.SecWebSocketVersion))
            return Find(s_version, value);
        return ReferenceEquals(name, HeaderNames.SecWebSocketExtensions) ? Find(s_extensions, value) : null;
    }

    private static string? Host(ReadOnlySpan<byte> value)
    {
        if (t_host is { } last && Ascii.Equals(value, last))
            return last;
        return Ascii.IsValid(value) ? t_host = Encoding.ASCII.GetString(value) : null;
    }

    private static string? Find(string[] known, ReadOnlySpan<byte> value)
    {
        foreach (var each in known)
        {
            if (Ascii.Equals(value, each))
                return each;
        }

        return null;
    }
}
