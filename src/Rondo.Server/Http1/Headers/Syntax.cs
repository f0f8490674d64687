using System.Buffers;

namespace Rondo.Server.Http1.Headers;

/// <summary>Which bytes may stand where (RFC 9110 5.6.2, RFC 3986 3.2.2).</summary>
internal static class Syntax
{
    /// <summary>A token: methods, field names, transfer codings.</summary>
    internal static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"u8);

    /// <inheritdoc cref="Token"/>
    internal static readonly SearchValues<char> TokenText =
        SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~");

    /// <summary>A request target: visible ASCII without the <c>#</c>. Other servers take what follows it for a fragment.</summary>
    internal static readonly SearchValues<byte> Target =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(static b => (byte)b).Where(static b => b != '#')]);

    /// <summary>The characters of a field's value: visible characters, spaces, tabs, and bytes beyond ASCII.</summary>
    internal static readonly SearchValues<byte> Value = SearchValues.Create(
        [(byte)'\t', .. Enumerable.Range(0x20, 0x5F).Select(static b => (byte)b),
            .. Enumerable.Range(0x80, 0x80).Select(static b => (byte)b)]);

    private static readonly SearchValues<char> s_host =
        SearchValues.Create("!$&'()-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> s_address = SearchValues.Create(":.0123456789ABCDEFabcdef");

    /// <summary>A host with or without a port, and nothing that could be taken for more of a URL.</summary>
    internal static bool IsHost(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty)
            return false;
        if (host[0] == '[')
        {
            var end = host.IndexOf(']');
            return end >= 3 && host[1..end].IndexOfAnyExcept(s_address) < 0 && IsPort(host[(end + 1)..]);
        }

        var port = host.IndexOfAnyExcept(s_host);
        return port < 0 || (port > 0 && IsPort(host[port..]));
    }

    /// <summary>Nothing, or a colon and digits.</summary>
    private static bool IsPort(ReadOnlySpan<char> port) =>
        port.IsEmpty || (port.Length > 1 && port[0] == ':' && port[1..].IndexOfAnyExceptInRange('0', '9') < 0);
}
