using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Rondo.Server.WebSockets;

/// <summary>The opening handshake (RFC 6455, 4.2).</summary>
internal static class WebSocketHandshake
{
    private const int KeyLength = 24;

    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Appended to the key (RFC 6455, 1.3).</summary>
    private static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>The request for an upgrade.</summary>
    internal static HandshakeOutcome Check(string method, IHeaderDictionary headers)
    {
        if (!HttpMethods.IsGet(method) || !HasToken(headers.Upgrade, "websocket") || !HasToken(headers.Connection, "Upgrade"))
            return HandshakeOutcome.NotAWebSocket;
        if (!HasToken(headers.SecWebSocketVersion, "13"))
            return HandshakeOutcome.OtherVersion;
        return headers.SecWebSocketKey is [{ } key] && IsKey(key) ? HandshakeOutcome.Good : HandshakeOutcome.BadKey;
    }

    /// <summary>Puts what accepts the request into its response.</summary>
    /// <param name="key">The request's, which is good.</param>
    /// <param name="subProtocol">The subprotocol chosen.</param>
    /// <param name="headers">The response's.</param>
    internal static void Accept(string key, string? subProtocol, IHeaderDictionary headers)
    {
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptKey(key);
        if (!string.IsNullOrWhiteSpace(subProtocol))
            headers.SecWebSocketProtocol = subProtocol;
    }

    /// <summary>The answer to a key.</summary>
    internal static string AcceptKey(string key)
    {
        Span<byte> joined = stackalloc byte[KeyLength + Guid.Length];
        Encoding.ASCII.GetBytes(key, joined);
        Guid.CopyTo(joined[KeyLength..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // the RFC's hash, which protects nothing
        SHA1.HashData(joined, hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    /// <summary>Whether the key is 16 bytes of base64, and nothing besides.</summary>
    internal static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[16];
        // A key of 24 characters with white space among them would have fewer bytes.
        return key.Length == KeyLength && Convert.TryFromBase64String(key, bytes, out var length) && length == bytes.Length;
    }

    /// <exception cref="ArgumentException">It is no token, and so no name of a subprotocol.</exception>
    internal static void CheckSubProtocol(string? name)
    {
        if (!string.IsNullOrWhiteSpace(name) && name.AsSpan().ContainsAnyExcept(s_token))
            throw new ArgumentException(
                $"'{name}' is no name of a subprotocol: letters, digits and !#$%&'*+-.^_`|~ may be in it.", nameof(name));
    }

    /// <summary>Whether a list has this element. Linear in its length.</summary>
    internal static bool HasToken(StringValues values, string token)
    {
        foreach (var value in values)
        {
            var rest = value.AsSpan();
            while (!rest.IsEmpty)
            {
                var comma = rest.IndexOf(',');
                var element = comma < 0 ? rest : rest[..comma];
                if (element.Trim(" \t").Equals(token, StringComparison.OrdinalIgnoreCase))
                    return true;
                rest = comma < 0 ? default : rest[(comma + 1)..];
            }
        }

        return false;
    }
}
