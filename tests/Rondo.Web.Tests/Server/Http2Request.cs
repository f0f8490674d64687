using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Server;

/// <summary>A GET over HTTP/2 whose target is sent as it is; HttpClient would normalize it.</summary>
internal static class Http2Request
{
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte GoAway = 7;

    /// <returns>The status, or how the server ended the stream or the connection.</returns>
    internal static async Task<string> StatusAsync(Uri server, string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        // In HPACK's static table: GET, http; then :path and :authority as literals.
        byte[] fields = [0x82, 0x86, 0x04, (byte)target.Length, .. Encoding.Latin1.GetBytes(target), 0x01, 1, (byte)'a'];
        await stream.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0, []), .. Frame(Headers, 5, 1, fields)]);
        var head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head).AsTask().WaitAsync(Eventually.Patience);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8 & 0xFFFFFF];
            await stream.ReadExactlyAsync(payload).AsTask().WaitAsync(Eventually.Patience);
            switch (head[3])
            {
                case Headers:
                    return Status(payload);
                case Reset:
                    return "reset";
                case GoAway:
                    return "goaway";
            }
        }
    }

    private static string Status(byte[] fields) => fields.SkipWhile(static each => (each & 0xE0) == 0x20).First() switch
    {
        0x88 => "200",
        0x8C => "400",
        0x8D => "404",
        0x8E => "500",
        var other => $"HPACK {other:x2}",
    };

    internal static byte[] Frame(byte type, int flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, (byte)flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }
}
