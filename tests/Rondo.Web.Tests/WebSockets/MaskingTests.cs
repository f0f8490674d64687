using CsCheck;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Web.Tests.WebSockets;

public class MaskingTests
{
    [Fact]
    public void The_masked_hello_of_the_rfc_is_unmasked()
    {
        byte[] payload = [0x7F, 0x9F, 0x4D, 0x51, 0x58];
        Masking.Apply(payload, payload, BitConverter.ToUInt32([0x37, 0xFA, 0x21, 0x3D]));
        Assert.Equal("Hello"u8, payload);
    }

    [Fact]
    public void Any_length_at_any_offset_is_masked_as_byte_by_byte() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[4], Gen.Int[0, 300], Gen.Int[0, 40], Gen.Bool).Sample((bytes, key, cut, offset, inPlace) =>
        {
            cut = Math.Min(cut, bytes.Length);
            var expected = bytes.Select((each, i) => (byte)(each ^ key[i & 3])).ToArray();
            // Behind an offset, so that all alignments come by; and around it nothing may change.
            var source = new byte[offset + bytes.Length + 40];
            bytes.CopyTo(source, offset);
            var target = inPlace ? source : new byte[source.Length];
            var mask = Masking.Apply(source.AsSpan(offset, cut), target.AsSpan(offset), BitConverter.ToUInt32(key));
            Assert.Equal(mask, Masking.Turn(BitConverter.ToUInt32(key), cut));
            Masking.Apply(source.AsSpan(offset + cut, bytes.Length - cut), target.AsSpan(offset + cut), mask);
            Assert.Equal(expected, target.AsSpan(offset, bytes.Length).ToArray());
            Assert.All(target[..offset], static each => Assert.Equal(0, each));
            Assert.All(target[(offset + bytes.Length)..], static each => Assert.Equal(0, each));
        }, iter: 2000);
}
