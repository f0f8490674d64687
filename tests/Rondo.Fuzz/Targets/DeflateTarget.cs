using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Rondo.Server.WebSockets.Deflate;

namespace Rondo.Fuzz;

/// <summary>permessage-deflate. The first byte says what the rest is: an offer, a message to compress, or a compressed one.</summary>
internal static class DeflateTarget
{
    private const int MaxInflated = 32 * 1024;

    internal static byte[][] Words { get; } =
    [
        .. new[] { "permessage-deflate", "; ", "server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits=", "client_max_window_bits", "=\"10\"", "=15", "=8", ", ", "\"", "=", "x-webkit-deflate-frame", "\t" }.Select(Encoding.Latin1.GetBytes),
        [0, 0, 0xFF, 0xFF], [0, 0, 0, 0xFF, 0xFF], [1, 0, 0, 0xFF, 0xFF], [3, 0], [0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], [0x63, 0x60, 0x18, 0x05], [0, 5, 0, 0xFA, 0xFF],
    ];

    internal static void Check(byte[] input, bool isThorough)
    {
        if (input.Length == 0)
            return;
        var rest = input.AsSpan(1);
        switch (input[0] & 3)
        {
            case 0:
                Negotiate(Encoding.Latin1.GetString(rest), input[0]);
                break;
            case 1:
                RoundTrip(rest, input[0]);
                break;
            default:
                Inflate(input, isThorough);
                break;
        }
    }

    private static void Negotiate(string offers, byte options)
    {
        var maxBits = 9 + ((options >> 2) % 7);
        if (DeflateNegotiation.Accept(offers, (options & 0x80) != 0, maxBits) is not var (parameters, response))
            return;
        PropertyBrokenException.Require(parameters.ServerMaxWindowBits is >= 9 and <= 15 && parameters.ServerMaxWindowBits <= maxBits, "What is sent refers back as far as both allow.");
        PropertyBrokenException.Require(parameters.ClientMaxWindowBits is >= 8 and <= 15, "What is received refers back 8 to 15 bits.");
        PropertyBrokenException.Require(parameters.ServerNoContextTakeover || (options & 0x80) == 0, "The app's wish is met.");
        PropertyBrokenException.Require(!response.AsSpan().ContainsAny('\r', '\n', ','), "The answer is one extension.");
        var again = DeflateNegotiation.Accept(response, (options & 0x80) != 0, maxBits);
        PropertyBrokenException.Require(again is not null && again.Value.Parameters == parameters && again.Value.Response == response, "The answer, offered, is its own answer.");
    }

    private static void RoundTrip(ReadOnlySpan<byte> payload, byte options)
    {
        var bits = 9 + ((options >> 2) % 7);
        var keepsContext = (options & 0x80) != 0;
        var splits = new Splits(payload, options);
        using var deflater = new MessageDeflater(bits, keepsContext);
        var stream = new ArrayBufferWriter<byte>();
        var expected = new FrameTranscript();
        for (var message = 0; message < 2; message++)
        {
            var left = payload;
            var isFirst = true;
            do
            {
                var part = left[..(splits.Next(2) == 0 ? left.Length : splits.Next(left.Length + 1))];
                left = left[part.Length..];
                var (rented, length) = deflater.Deflate(part, left.IsEmpty);
                Frame(stream, isFirst, left.IsEmpty, rented.AsSpan(0, length));
                ArrayPool<byte>.Shared.Return(rented);
                isFirst = false;
            }
            while (!left.IsEmpty);
            expected.Add(System.Net.WebSockets.WebSocketMessageType.Binary, payload, true);
        }

        var clientOptions = (byte)(1 | (keepsContext ? 0 : 2) | (Math.Min(bits - 8, 7) << 2));
        var actual = WebSocketTarget.Run(clientOptions, stream.WrittenSpan, splits, false, MaxInflated, MaxInflated);
        WebSocketTarget.Compare(expected.End("between messages"), actual);
    }

    private static void Inflate(byte[] input, bool isThorough)
    {
        var payload = input.AsSpan(1);
        var stream = new ArrayBufferWriter<byte>();
        var isFragmented = (input[0] & 0x40) != 0;
        var half = isFragmented ? payload.Length / 2 : payload.Length;
        Frame(stream, true, !isFragmented, payload[..half]);
        if (isFragmented)
            Frame(stream, false, true, payload[half..]);
        // Twice: the second may refer to the first.
        Frame(stream, true, true, payload);
        var options = (byte)(0x1D | (input[0] & 2));
        var whole = WebSocketTarget.Run(options, stream.WrittenSpan, null, false, MaxInflated, MaxInflated);
        var salt = 0u;
        do
            WebSocketTarget.Compare(whole, WebSocketTarget.Run(options, stream.WrittenSpan, new Splits(input, salt), false, MaxInflated, MaxInflated));
        while (isThorough && ++salt < 6);
        if (isThorough)
            WebSocketTarget.Compare(whole, WebSocketTarget.Run(options, stream.WrittenSpan, null, true, MaxInflated, MaxInflated));
        if (isThorough || input.Length % 4 == 0)
            Reference(payload, options, stream.WrittenSpan);
    }

    /// <summary>The BCL's inflater, as far as it goes, finds the same.</summary>
    private static void Reference(ReadOnlySpan<byte> payload, byte options, ReadOnlySpan<byte> stream)
    {
        var whole = WebSocketTarget.Run(options, stream, null, false, MaxInflated, MaxInflated);
        if (whole.HasFailed)
            return;
        using var source = new MemoryStream([.. payload, 0, 0, 0xFF, 0xFF]);
        using var inflate = new DeflateStream(source, CompressionMode.Decompress);
        var reference = new byte[MaxInflated];
        var length = 0;
        try
        {
            while (length < reference.Length && inflate.Read(reference, length, 1) is > 0 and var read)
                length += read;
        }
        catch (InvalidDataException)
        {
            // Without a last block the BCL finds that something is missing.
        }

        PropertyBrokenException.Require(whole.FirstMessage.AsSpan().StartsWith(reference.AsSpan(0, length)), "The BCL inflates the same.");
    }

    private static void Frame(ArrayBufferWriter<byte> stream, bool isFirst, bool isFinal, ReadOnlySpan<byte> payload)
    {
        var header = stream.GetSpan(14);
        header[0] = (byte)((isFirst ? 0x42 : 0) | (isFinal ? 0x80 : 0));
        var length = 2;
        if (payload.Length < 126)
        {
            header[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            header[1] = 0xFE;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payload.Length);
            length = 4;
        }

        header.Slice(length, 4).Clear();
        stream.Advance(length + 4);
        stream.Write(payload);
    }
}
