using System.Text;

namespace Rondo.Fuzz;

/// <summary>Where fuzzing begins: what is valid, and known attacks.</summary>
internal static class Seeds
{
    internal static IEnumerable<byte[]> For(string target) => target switch
    {
        "head" => Text(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a/b%20c/../d?x=1&y=%2F HTTP/1.1\r\nHost: example.org:8080\r\nAccept: */*\r\nUser-Agent: x\r\n\r\n",
            "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "GET /chat HTTP/1.1\r\nHost: [::1]:80\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            "PUT http://a/x?y HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
            "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nCookie: c=d\r\nX-A: \u00c3\u00a9\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nCookie: a=c\r\n\r\nGET /z HTTP/1.1\r\nHost: b\r\n\r\n",
            "\r\nGET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a/x?\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n" + string.Concat(Enumerable.Range(0, 26).Select(static i => $"X{i}: y\r\n")) + "\r\n",
            "GET /" + new string('a', 520) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + new string('a', 2100) + "\r\n\r\n",
            "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        "chunked" => Text(
            "5\r\nhello\r\n0\r\n\r\n",
            "5;a=b; c=\"d\\\"e\"\r\nhello\r\n1\r\n!\r\n0\r\nDigest: abc\r\nX: y\r\n\r\nGET / HTTP/1.1\r\n",
            "A\r\n0123456789\r\n00\r\n\r\n",
            "5;a\nb\r\nhello\r\n0\r\n\r\n",
            "5\r\nhelloX0\r\n\r\n",
            "5\nhello\r\n0\r\n\r\n",
            "0x5\r\nhello\r\n0\r\n\r\n",
            "fffffffffffffffff\r\n",
            "7fffffffffffffff\r\n",
            "5;\r\nhello\r\n0\r\n\r\n",
            "5 ; a = b ;c\r\nhello\r\n0\r\n\r\n",
            "5;a=\"b\u0001\"\r\nhello\r\n0\r\n\r\n",
            "0\r\nContent-Length: 5\r\n\r\n",
            "0\r\n a: b\r\n\r\n",
            "0\r\nA: " + new string('b', 300) + "\r\n\r\n",
            "0\r\n" + string.Concat(Enumerable.Range(0, 8).Select(static i => $"X{i}: y\r\n")) + "\r\n"),
        "websocket" => [.. FuzzTarget.All.Single(static each => each.Name == "websocket").Words.SelectMany(static word => new byte[][] { [0, .. word], [0x1D, .. word], [0x1F, .. word] }), .. Sockets()],
        _ =>
        [
            .. Text("0permessage-deflate", "0permessage-deflate; client_max_window_bits", "\u0080permessage-deflate; server_max_window_bits=10; client_max_window_bits=\"12\"",
                "0x-webkit-deflate-frame, permessage-deflate; server_no_context_takeover; client_no_context_takeover", "0permessage-deflate; server_max_window_bits=8, permessage-deflate",
                "1hello hello hello", "\u0081hello hello hello", "1", "\u0081" + new string('a', 700)),
            [2, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], [0x43, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], [3, 0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00], [2, 0], [2, 0x00, 0x05, 0x00, 0xFA, 0xFF, 1, 2, 3, 4, 5, 0],
            [2, .. Compressed(new byte[40_000])], [3, .. Compressed(new byte[20_000])], [0x42, .. Compressed([.. Enumerable.Range(0, 3000).Select(static i => (byte)(i * i >> 3))])], [2, .. Compressed(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300))))],
        ],
    };

    private static IEnumerable<byte[]> Sockets()
    {
        byte[] hello = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58];
        byte[] fragments = [0x01, 0x81, 0, 0, 0, 0, 0xC3, 0x89, 0x81, 1, 2, 3, 4, 5, 0x80, 0x81, 0, 0, 0, 0, 0xA9];
        yield return [0, .. hello, .. fragments, .. hello, 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8];
        yield return [0, 0x82, 0xFE, 0x01, 0x00, 9, 9, 9, 9, .. new byte[256], .. hello];
        yield return [0, 0x82, 0xFE, 0x04, 0x00, 9, 9, 9, 9, .. new byte[1024]];
        yield return [0, 0x81, 0x05, 1, 2, 3, 4, 5];
        var bomb = Compressed(new byte[200_000]);
        yield return [0x1D, 0xC2, 0xFE, (byte)(bomb.Length >> 8), (byte)bomb.Length, 0, 0, 0, 0, .. bomb];
        yield return [0x1D, .. hello, 0x41, 0x83, 0, 0, 0, 0, 0xCB, 0x48, 0xCD, 0x89, 0x80, 0, 0, 0, 0, 0x80, 0x84, 0, 0, 0, 0, 0xC9, 0xC9, 0x07, 0x00, .. hello];
        yield return [0x1F, 0xC1, 0x87, 0, 0, 0, 0, 0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0xC1, 0x87, 0, 0, 0, 0, 0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];
    }

    private static byte[] Compressed(byte[] data)
    {
        using var deflater = new Rondo.Server.WebSockets.Deflate.MessageDeflater(15, false);
        var (rented, length) = deflater.Deflate(data, true);
        return rented[..length];
    }

    private static IEnumerable<byte[]> Text(params string[] texts) => texts.Select(Encoding.Latin1.GetBytes);
}
