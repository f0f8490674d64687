using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Rondo.Server.WebSockets.Deflate;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Fuzz;

/// <summary>A client's frames. The first byte says what was negotiated, the rest is what arrives.</summary>
internal static class WebSocketTarget
{
    private const int MaxMessage = 1000;
    private const int MaxInflated = 8000;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    internal static byte[][] Words { get; } =
    [
        [0x81, 0x85, 0, 0, 0, 0, (byte)'h', (byte)'e', (byte)'l', (byte)'l', (byte)'o'], [0x01, 0x80, 0, 0, 0, 0], [0x80, 0x80, 0, 0, 0, 0], [0x00, 0x81, 0, 0, 0, 0, (byte)'x'],
        [0x89, 0x80, 0, 0, 0, 0], [0x8A, 0x80, 0, 0, 0, 0], [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8], [0x88, 0x80, 0, 0, 0, 0], [0x82, 0xFE, 0x00, 0x7E, 0, 0, 0, 0],
        [0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], [0xC1, 0x81, 0, 0, 0, 0, 0], [0xC2, 0x87, 0, 0, 0, 0, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], [0x42, 0x80, 0, 0, 0, 0],
        [0, 0, 0xFF, 0xFF], [0, 0, 0, 0xFF, 0xFF], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x8E, 0x89], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0xFE], [0xFF],
    ];

    internal static void Check(byte[] input, bool isThorough)
    {
        if (input.Length == 0)
            return;
        var options = input[0];
        var stream = input.AsSpan(1);
        var whole = Run(options, stream, null, false);
        var salt = 0u;
        do
            Compare(whole, Run(options, stream, new Splits(input, salt), false));
        while (isThorough && ++salt < 6);
        if (isThorough || input.Length % 8 == 0)
            Compare(whole, Run(options, stream, null, true));
    }

    /// <summary>Decodes a stream: what was told, and how it ended. Odd options negotiate compression.</summary>
    internal static FrameTranscript Run(byte options, ReadOnlySpan<byte> stream, Splits? splits, bool isBytewise, long maxMessage = MaxMessage, long maxInflated = MaxInflated)
    {
        var deflate = (options & 1) == 0 ? null : new DeflateParameters(ClientNoContextTakeover: (options & 2) != 0, ClientMaxWindowBits: 8 + ((options >> 2) & 7));
        // Bit 5 lets a message that is not compressed be longer than one that is.
        var maxBytes = (options & 0x20) == 0 ? maxMessage : maxMessage * 16;
        using var decoder = new FrameDecoder(deflate, maxBytes, maxInflated);
        var transcript = new FrameTranscript();
        var room = new byte[isBytewise ? 1 : 16 * 1024];
        int fed = 0, taken = 0, idle = 0;
        while (true)
        {
            var size = isBytewise || splits is null || splits.Next(3) == 0 ? room.Length : splits.Next(40);
            var output = room.AsSpan(0, idle > 0 && size == 0 ? 1 : size);
            var told = decoder.Decode(stream[taken..fed], output, out var consumed, out var written);
            taken += consumed;
            PropertyBrokenException.Require(taken <= fed && written <= output.Length, "No more is used than there is.");
            idle = consumed == 0 && written == 0 ? idle + 1 : 0;
            PropertyBrokenException.Require(idle < 4, "Every call gets on.");
            switch (told)
            {
                case Decoded.NeedInput:
                    PropertyBrokenException.Require(taken == fed, "More is asked for when all is used.");
                    PropertyBrokenException.Require(written == 0, "Nothing is written without being told.");
                    if (fed == stream.Length)
                        return transcript.End($"{(decoder.IsBetweenMessages ? "between messages" : "within one")}");
                    fed += isBytewise ? 1 : splits?.Piece(stream.Length - fed) ?? stream.Length;
                    idle = 0;
                    break;
                case Decoded.Data:
                    transcript.Add(decoder.MessageType, output[..written], decoder.IsEndOfMessage);
                    PropertyBrokenException.Require(transcript.MessageLength <= maxBytes, "A message keeps to its limit.");
                    if (decoder.IsEndOfMessage)
                        idle = 0;
                    if (decoder.IsEndOfMessage && decoder.MessageType == WebSocketMessageType.Text)
                        _ = s_strict.GetCharCount(transcript.LastMessage);
                    break;
                case Decoded.Ping or Decoded.Pong:
                    PropertyBrokenException.Require(decoder.Control.Length <= 125, "A control frame has at most 125 bytes.");
                    transcript.Add($"{told} {Convert.ToHexString(decoder.Control.Span)}");
                    break;
                case Decoded.Close:
                    PropertyBrokenException.Require(decoder.HasClose && (int)decoder.CloseStatus is >= 1000 and < 5000 and not (1005 or 1006 or 1015), "A close frame has a code that may be sent.");
                    return transcript.End(string.Create(CultureInfo.InvariantCulture, $"close {(int)decoder.CloseStatus} {decoder.CloseDescription} at {taken}"));
                default:
                    PropertyBrokenException.Require(told == Decoded.Failed && decoder.Failure is not null, "A failure says what it is.");
                    PropertyBrokenException.Require((int)decoder.Failure!.Status is 1002 or 1007 or 1008 or 1009, "A failure has a status.");
                    return transcript.Fail((int)decoder.Failure.Status, decoder.Failure.Message, deflate is not null);
            }
        }
    }

    internal static void Compare(FrameTranscript whole, FrameTranscript split)
    {
        PropertyBrokenException.Same("What is told does not depend on how the bytes are split.", whole.Told(split), split.Told(whole));
    }
}
