using System.Text;
using Rondo.Server.WebSockets.Deflate;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>What a decoder makes of bytes, as lines: whole messages, control frames, and how it ended.</summary>
internal static class Transcript
{
    internal static string Of(ReadOnlySpan<byte> bytes, int piece = int.MaxValue, int room = 4096, DeflateParameters? deflate = null, long maxMessageBytes = long.MaxValue) =>
        Of(bytes, _ => piece, room, deflate, maxMessageBytes);

    internal static string Of(ReadOnlySpan<byte> bytes, Func<int, int> pieces, int room, DeflateParameters? deflate = null, long maxMessageBytes = long.MaxValue)
    {
        using var decoder = new FrameDecoder(deflate, maxMessageBytes);
        var lines = new List<string>();
        var message = new List<byte>();
        var output = new byte[room];
        var start = 0;
        var idle = 0;
        for (var piece = 0; ; piece++)
        {
            var end = (int)Math.Min(bytes.Length, start + (long)pieces(piece));
            while (true)
            {
                var decoded = decoder.Decode(bytes[start..end], output, out var consumed, out var written);
                start += consumed;
                idle = consumed > 0 || written > 0 || decoded == Decoded.NeedInput ? 0 : idle + 1;
                Assert.True(idle < 3, "The decoder does not get on.");
                message.AddRange(output[..written]);
                switch (decoded)
                {
                    case Decoded.Data when decoder.IsEndOfMessage:
                        lines.Add($"{decoder.MessageType} {Convert.ToHexString(message.ToArray())}");
                        message.Clear();
                        continue;
                    case Decoded.Data:
                        continue;
                    case Decoded.Ping or Decoded.Pong:
                        lines.Add($"{decoded} {Convert.ToHexString(decoder.Control.Span)}");
                        continue;
                    case Decoded.Close:
                        lines.Add($"Close {(int)decoder.CloseStatus} {decoder.CloseDescription}".TrimEnd());
                        return string.Join('\n', lines);
                    case Decoded.Failed:
                        lines.Add($"Failed {(int)decoder.Failure!.Status} {decoder.Failure.Message}");
                        return string.Join('\n', lines);
                }

                break;
            }

            Assert.Equal(end, start);
            if (end == bytes.Length)
                return string.Join('\n', lines);
        }
    }

    internal static string Text(string text) => $"Text {Convert.ToHexString(Encoding.UTF8.GetBytes(text))}";
}
