using System.Buffers.Binary;
using System.IO.Compression;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>Frames as a client sends them, well-formed or not.</summary>
internal static class Frames
{
    internal const int Continuation = 0;
    internal const int Text = 1;
    internal const int Binary = 2;
    internal const int Close = 8;
    internal const int Ping = 9;
    internal const int Pong = 10;

    internal const int Compressed = 0x40;

    internal static byte[] Of(int opcode, ReadOnlySpan<byte> payload, bool fin = true, int bits = 0, bool masked = true, uint mask = 0x37FA213D, int? lengthBytes = null)
    {
        var bytes = new List<byte> { (byte)((fin ? 0x80 : 0) | bits | opcode) };
        var wide = lengthBytes ?? (payload.Length <= 125 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8);
        bytes.Add((byte)((masked ? 0x80 : 0) | wide switch { 0 => payload.Length, 2 => 126, _ => 127 }));
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        bytes.AddRange(length[(8 - wide)..]);
        if (!masked)
            return [.. bytes, .. payload];
        var key = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(key, mask);
        bytes.AddRange(key);
        for (var i = 0; i < payload.Length; i++)
            bytes.Add((byte)(payload[i] ^ key[i & 3]));
        return [.. bytes];
    }

    internal static byte[] CloseOf(int code, ReadOnlySpan<byte> reason = default) => Of(Close, [(byte)(code >> 8), (byte)code, .. reason]);

    /// <summary>Raw DEFLATE without the tail, as permessage-deflate sends it.</summary>
    internal static byte[] Deflated(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
            return [0];
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(message);
            deflate.Flush();
            Assert.Equal("0000FFFF", Convert.ToHexString(bytes.ToArray()[^4..]));
            return bytes.ToArray()[..^4];
        }
    }
}
