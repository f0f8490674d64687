using System.Text;
using CsCheck;
using Rondo.Server.WebSockets.Deflate;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Web.Tests.WebSockets;

public class FrameDecoderTests
{
    [Fact]
    public void The_examples_of_the_rfc()
    {
        Assert.Equal(Transcript.Text("Hello"), Transcript.Of([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]));
        Assert.Equal("Pong 48656C6C6F", Transcript.Of([0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]));
        Assert.Equal(Transcript.Text("Hello"), Transcript.Of([.. Frames.Of(Frames.Text, "Hel"u8, fin: false), .. Frames.Of(Frames.Continuation, "lo"u8)]));
        Assert.Equal("Binary " + new string('0', 512), Transcript.Of(Frames.Of(Frames.Binary, new byte[256])));
        Assert.Equal("Binary " + new string('0', 131072), Transcript.Of(Frames.Of(Frames.Binary, new byte[65536])));
    }

    [Theory]
    [InlineData("F248CDC9C90700")] // 7.2.3.1
    [InlineData("000500FAFF48656C6C6F00")] // 7.2.3.3, a block that is not compressed
    [InlineData("F348CDC9C9070000")] // 7.2.3.4, a block marked as the last
    [InlineData("F248050000 00FFFF CAC9C90700")] // 7.2.3.5, two blocks
    public void The_compressed_examples_of_rfc_7692(string hex)
    {
        var payload = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        for (var room = 1; room < 8; room++)
        {
            Assert.Equal(Transcript.Text("Hello"), Transcript.Of(Frames.Of(Frames.Text, payload, bits: Frames.Compressed), room: room, deflate: new DeflateParameters()));
            for (var cut = 0; cut <= payload.Length; cut++)
            {
                byte[] frames = [.. Frames.Of(Frames.Text, payload.AsSpan(0, cut), fin: false, bits: Frames.Compressed), .. Frames.Of(Frames.Continuation, payload.AsSpan(cut))];
                Assert.Equal(Transcript.Text("Hello"), Transcript.Of(frames, room: room, deflate: new DeflateParameters()));
            }
        }
    }

    [Fact]
    public void The_window_of_rfc_7692_reaches_into_the_message_before()
    {
        byte[] twice = [.. Frames.Of(Frames.Text, Convert.FromHexString("F248CDC9C90700"), bits: Frames.Compressed), .. Frames.Of(Frames.Text, Convert.FromHexString("F200110000"), bits: Frames.Compressed)];
        Assert.Equal($"{Transcript.Text("Hello")}\n{Transcript.Text("Hello")}", Transcript.Of(twice, deflate: new DeflateParameters()));
        Assert.EndsWith("Failed 1007 A compressed message is not valid DEFLATE.", Transcript.Of(twice, deflate: new DeflateParameters(ClientNoContextTakeover: true)));
    }

    [Theory]
    [InlineData("8105 48656C6C6F", "Failed 1002 A client's frame is not masked.")]
    [InlineData("C180 00000000", "Failed 1002 A frame has a reserved bit set that no extension was negotiated for.")]
    [InlineData("A180 00000000", "Failed 1002 A frame has a reserved bit set that no extension was negotiated for.")]
    [InlineData("9180 00000000", "Failed 1002 A frame has a reserved bit set that no extension was negotiated for.")]
    [InlineData("8380 00000000", "Failed 1002 A frame has the reserved opcode 3.")]
    [InlineData("8780 00000000", "Failed 1002 A frame has the reserved opcode 7.")]
    [InlineData("8B80 00000000", "Failed 1002 A frame has the reserved opcode 11.")]
    [InlineData("8F80 00000000", "Failed 1002 A frame has the reserved opcode 15.")]
    [InlineData("8080 00000000", "Failed 1002 A continuation frame continues nothing.")]
    [InlineData("0080 00000000", "Failed 1002 A continuation frame continues nothing.")]
    [InlineData("0180 00000000 8180 00000000", "Failed 1002 A message begins before the one before it has ended.")]
    [InlineData("0180 00000000 0280 00000000", "Failed 1002 A message begins before the one before it has ended.")]
    [InlineData("8180 00000000 8080 00000000", "Text \nFailed 1002 A continuation frame continues nothing.")]
    [InlineData("0980 00000000", "Failed 1002 A control frame is fragmented.")]
    [InlineData("0880 00000000", "Failed 1002 A control frame is fragmented.")]
    [InlineData("89FE 007E 00000000", "Failed 1002 A control frame has more than 125 bytes.")]
    [InlineData("88FF 0000000000000001 00000000", "Failed 1002 A control frame has more than 125 bytes.")]
    [InlineData("81FE 007D 00000000", "Failed 1002 A frame's length, 125, is not written in as few bytes as possible.")]
    [InlineData("81FF 000000000000FFFF 00000000", "Failed 1002 A frame's length, 65535, is not written in as few bytes as possible.")]
    [InlineData("82FF 8000000000000000 00000000", "Failed 1002 A frame's length has its highest bit set.")]
    [InlineData("82FF FFFFFFFFFFFFFFFF 00000000", "Failed 1002 A frame's length has its highest bit set.")]
    [InlineData("8881 00000000 03", "Failed 1002 The payload of a close frame has one byte: a code has two.")]
    [InlineData("8884 00000000 03E8 C328", "Failed 1007 The reason in a close frame is not valid UTF-8.")]
    [InlineData("8883 00000000 03E8 C3", "Failed 1007 The reason in a close frame is not valid UTF-8.")]
    [InlineData("8182 00000000 C328", "Failed 1007 A text message is not valid UTF-8.")]
    [InlineData("8181 00000000 C3", "Failed 1007 A text message ends within a character of its UTF-8.")]
    [InlineData("0181 00000000 C3 8080 00000000", "Failed 1007 A text message ends within a character of its UTF-8.")]
    [InlineData("0182 00000000 EDA0", "Failed 1007 A text message is not valid UTF-8.")]
    public void What_breaks_the_protocol(string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(expected, Transcript.Of(bytes));
        Assert.Equal(expected, Transcript.Of(bytes, piece: 1));
    }

    [Theory]
    [InlineData("C180 00000000 C080 00000000", "Text \nFailed 1002 A continuation frame continues nothing.")]
    [InlineData("4180 00000000 C080 00000000", "Failed 1002 A continuation frame has the bit set that marks a compressed message: only the first frame may.")]
    [InlineData("C980 00000000", "Failed 1002 A control frame is marked as compressed.")]
    [InlineData("E180 00000000", "Failed 1002 A frame has a reserved bit set that no extension was negotiated for.")]
    [InlineData("C181 00000000 FF", "Failed 1007 A compressed message is not valid DEFLATE.")]
    [InlineData("C189 00000000 000500FAFF41FF4243", "Failed 1007 A text message is not valid UTF-8.")]
    public void What_breaks_the_protocol_where_messages_may_be_compressed(string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(expected, Transcript.Of(bytes, deflate: new DeflateParameters()));
        Assert.Equal(expected, Transcript.Of(bytes, piece: 1, deflate: new DeflateParameters()));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1002)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1011)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(3999)]
    [InlineData(4000)]
    [InlineData(4999)]
    public void Close_codes_that_may_be_sent(int code) => Assert.Equal($"Close {code} bye", Transcript.Of(Frames.CloseOf(code, "bye"u8)));

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(1016)]
    [InlineData(1100)]
    [InlineData(2000)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65535)]
    public void Close_codes_that_may_not(int code) =>
        Assert.Equal($"Failed 1002 A close frame carries the code {code}, which may not be sent.", Transcript.Of(Frames.CloseOf(code)));

    [Fact]
    public void A_close_frame_without_a_code_counts_as_normal() => Assert.Equal("Close 1000", Transcript.Of(Frames.Of(Frames.Close, [])));

    [Fact]
    public void A_reason_may_have_123_bytes()
    {
        var reason = string.Concat(Enumerable.Repeat("é", 61)) + "!";
        Assert.Equal($"Close 1000 {reason}", Transcript.Of(Frames.CloseOf(1000, Encoding.UTF8.GetBytes(reason)), piece: 7));
    }

    [Fact]
    public void Control_frames_come_between_fragments_and_keep_their_order()
    {
        byte[] bytes =
        [
            .. Frames.Of(Frames.Text, "fra"u8, fin: false), .. Frames.Of(Frames.Ping, "1"u8), .. Frames.Of(Frames.Continuation, "gment"u8, fin: false),
            .. Frames.Of(Frames.Pong, new byte[125]), .. Frames.Of(Frames.Ping, []), .. Frames.Of(Frames.Continuation, "ed"u8), .. Frames.Of(Frames.Binary, [0xFF]), .. Frames.CloseOf(1000),
            .. Frames.Of(Frames.Text, "ignored"u8),
        ];
        Assert.Equal($"Ping 31\nPong {new string('0', 250)}\nPing \n{Transcript.Text("fragmented")}\nBinary FF\nClose 1000", Transcript.Of(bytes));
    }

    [Fact]
    public void Text_is_refused_at_the_first_bad_byte_and_not_at_the_end_of_its_frame()
    {
        using var decoder = new FrameDecoder(null, long.MaxValue);
        var frame = Frames.Of(Frames.Text, [0xCE, 0xBA, 0xF4, 0x90, .. new byte[1000]]);
        Assert.Equal(Decoded.Data, decoder.Decode(frame.AsSpan(0, 11), new byte[100], out _, out _));
        Assert.Equal(Decoded.Failed, decoder.Decode(frame.AsSpan(11, 1), new byte[100], out _, out _));
    }

    [Fact]
    public void A_message_over_the_limit_is_refused_before_it_comes()
    {
        Assert.Equal($"Binary {new string('0', 20)}", Transcript.Of(Frames.Of(Frames.Binary, new byte[10]), maxMessageBytes: 10));
        Assert.Equal("Failed 1009 A message has more than the 10 bytes that it may have.", Transcript.Of(Frames.Of(Frames.Binary, new byte[11]).AsSpan(0, 6), maxMessageBytes: 10));
        Assert.Equal(
            "Failed 1009 A message has more than the 10 bytes that it may have.",
            Transcript.Of([.. Frames.Of(Frames.Text, new byte[5], fin: false), .. Frames.Of(Frames.Continuation, new byte[6])], maxMessageBytes: 10));
        Assert.Equal(
            "Failed 1009 A message has more than the 10 bytes that it may have.",
            Transcript.Of([.. Frames.Of(Frames.Text, new byte[5], fin: false), .. Frames.Of(Frames.Continuation, new byte[7], lengthBytes: 0)[..1], 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], maxMessageBytes: 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(4096)]
    public void The_limit_of_a_compressed_message_counts_what_it_becomes(int room)
    {
        var deflate = new DeflateParameters();
        byte[] fits = [.. Frames.Of(Frames.Binary, Frames.Deflated(new byte[10]), bits: Frames.Compressed), .. Frames.Of(Frames.Binary, Frames.Deflated(new byte[10]), bits: Frames.Compressed)];
        var line = $"Binary {new string('0', 20)}";
        Assert.Equal($"{line}\n{line}", Transcript.Of(fits, room: room, deflate: new DeflateParameters(ClientNoContextTakeover: true), maxMessageBytes: 10));
        Assert.Equal("Failed 1009 A message has more than the 10 bytes that it may have.", Transcript.Of(Frames.Of(Frames.Binary, Frames.Deflated(new byte[11]), bits: Frames.Compressed), room: room, deflate: deflate, maxMessageBytes: 10));
    }

    [Fact]
    public void However_the_bytes_are_cut_the_outcome_is_the_same()
    {
        string[] texts = ["", "a", "héllo wörld", "日本語のテキスト", "😀😀😀", new string('z', 200)];
        int[] opcodes = [0, 0, 1, 1, 2, 8, 9, 10, 3];
        var payload = Gen.OneOf(
            Gen.Int[0, texts.Length - 1].Select(i => Encoding.UTF8.GetBytes(texts[i])),
            Gen.Byte.Array[0, 10],
            Gen.Int[0, 70_000].Select(static length => new byte[length]));
        var frame = Gen.Select(Gen.Int[0, opcodes.Length - 1].Select(i => opcodes[i]), payload, Gen.Int[0, 20], Gen.UInt).Select(static (opcode, payload, kind, mask) =>
        {
            var isCompressed = kind is >= 8 and <= 14 && opcode is 1 or 2;
            return Frames.Of(opcode, isCompressed ? Frames.Deflated(payload) : opcode > 7 ? payload.AsSpan(0, Math.Min(payload.Length, 125)) : payload, fin: kind > 3, bits: isCompressed ? Frames.Compressed : 0, masked: kind != 20, mask: mask);
        });
        Gen.Select(frame.Array[1, 8], Gen.Int[1, 40].Array[1, 20], Gen.Int[1, 5000], Gen.Bool).Sample((frames, cuts, room, isDeflate) =>
        {
            var bytes = frames.SelectMany(static each => each).ToArray();
            var deflate = isDeflate ? new DeflateParameters(ClientNoContextTakeover: true) : null;
            var whole = Transcript.Of(bytes, deflate: deflate, room: 100_000);
            Assert.Equal(whole, Transcript.Of(bytes, piece => cuts[piece % cuts.Length] * (piece % 7 == 0 ? 1 : 100), room, deflate));
            if (bytes.Length < 2000)
                Assert.Equal(whole, Transcript.Of(bytes, piece: 1, room: room, deflate: deflate));
        }, iter: 2000);
    }

    [Fact]
    public void Every_single_cut_of_a_conversation_gives_the_same()
    {
        byte[] bytes =
        [
            .. Frames.Of(Frames.Text, "日本"u8, fin: false), .. Frames.Of(Frames.Ping, "pp"u8), .. Frames.Of(Frames.Continuation, "語"u8), .. Frames.Of(Frames.Binary, new byte[300]),
            .. Frames.Of(Frames.Text, Frames.Deflated("compressed compressed compressed"u8), bits: Frames.Compressed), .. Frames.CloseOf(4000, "änd"u8),
        ];
        var whole = Transcript.Of(bytes, deflate: new DeflateParameters());
        Assert.EndsWith("Close 4000 änd", whole);
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            var here = cut;
            Assert.Equal(whole, Transcript.Of(bytes, piece => piece == 0 ? here : int.MaxValue, 64, new DeflateParameters()));
        }
    }

    [Fact]
    public void Rubbish_is_refused_without_another_exception() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Bool, Gen.Int[1, 50]).Sample((bytes, isDeflate, room) =>
        {
            if (bytes.Length > 1)
                bytes[1] |= 0x80;
            Transcript.Of(bytes, room: room, deflate: isDeflate ? new DeflateParameters() : null, maxMessageBytes: 1000);
        }, iter: 20_000);

    [Fact]
    public void Without_room_the_beginning_of_a_message_is_told()
    {
        using var decoder = new FrameDecoder(null, long.MaxValue);
        var frame = Frames.Of(Frames.Text, "Hi"u8);
        Assert.Equal(Decoded.NeedInput, decoder.Decode(frame.AsSpan(0, 5), default, out var consumed, out _));
        Assert.Equal(5, consumed);
        Assert.Equal(Decoded.Data, decoder.Decode(frame.AsSpan(5), default, out consumed, out var written));
        Assert.Equal((1, 0, false), (consumed, written, decoder.IsEndOfMessage));
        var output = new byte[2];
        Assert.Equal(Decoded.Data, decoder.Decode(frame.AsSpan(6), output, out _, out _));
        Assert.True(decoder.IsEndOfMessage);
        Assert.Equal("Hi"u8, output);
        Assert.Equal(Decoded.Data, decoder.Decode(Frames.Of(Frames.Text, []), default, out _, out _));
        Assert.True(decoder.IsEndOfMessage);
    }
}
