using System.Text;
using System.Text.Unicode;
using CsCheck;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>After Markus Kuhn's stress test of decoders, and against the BCL's own check.</summary>
public class Utf8CheckTests
{
    [Theory]
    [InlineData("CEBA CF8C CF83 CEBC CEB5")]
    [InlineData("00")]
    [InlineData("C280")]
    [InlineData("E0A080")]
    [InlineData("F0908080")]
    [InlineData("7F")]
    [InlineData("DFBF")]
    [InlineData("EFBFBF")]
    [InlineData("F48FBFBF")]
    [InlineData("ED9FBF")]
    [InlineData("EE8080")]
    [InlineData("EFBFBD")]
    [InlineData("EFBFBE")]
    public void Good(string hex)
    {
        var bytes = Bytes(hex);
        Assert.Null(FirstBad(bytes));
        Assert.True(IsWhole(bytes));
    }

    [Theory]
    [InlineData("80", 0)] // continuations out of place
    [InlineData("BF", 0)]
    [InlineData("8080808080", 0)]
    [InlineData("C020", 0)] // firsts alone
    [InlineData("DF20", 1)]
    [InlineData("E020", 1)]
    [InlineData("EFBF20", 2)]
    [InlineData("F48FBF20", 3)]
    [InlineData("F8888080", 0)] // five and six bytes
    [InlineData("FC8480808080", 0)]
    [InlineData("FE", 0)]
    [InlineData("FF", 0)]
    [InlineData("C0AF", 0)] // overlong
    [InlineData("C1BF", 0)]
    [InlineData("E080AF", 1)]
    [InlineData("E09FBF", 1)]
    [InlineData("F08080AF", 1)]
    [InlineData("F08FBFBF", 1)]
    [InlineData("EDA080", 1)] // surrogates
    [InlineData("EDAFBF", 1)]
    [InlineData("EDA080EDB080", 1)]
    [InlineData("F4908080", 1)] // beyond the last code point
    [InlineData("F5808080", 0)]
    [InlineData("4869 CEBA C3 28", 5)]
    public void Bad_at_the_byte_that_cannot_be(string hex, int at) => Assert.Equal(at, FirstBad(Bytes(hex)));

    [Theory]
    [InlineData("C3")]
    [InlineData("E182")]
    [InlineData("F09F98")]
    [InlineData("F4")]
    public void Unfinished(string hex)
    {
        var bytes = Bytes(hex);
        Assert.Null(FirstBad(bytes));
        Assert.False(IsWhole(bytes));
    }

    [Fact]
    public void Any_bytes_in_any_pieces_are_judged_as_the_bcl_judges_the_whole()
    {
        // Pieces of text with the odd byte thrown in: bytes at random would end at once.
        string[] texts = ["a", "héllo", "κόσμε", "日本語", "😀", "\u07FF\uFFFF", new string('x', 70)];
        var part = Gen.OneOf(Gen.Int[0, texts.Length - 1].Select(i => Encoding.UTF8.GetBytes(texts[i])), Gen.Byte.Array[1, 2]);
        Gen.Select(part.Array[0, 6], Gen.Int[0, 9].Array[0, 30]).Sample((parts, cuts) =>
        {
            var bytes = parts.SelectMany(static each => each).ToArray();
            var check = default(Utf8Check);
            var accepted = true;
            var start = 0;
            foreach (var cut in cuts.Append(bytes.Length))
            {
                var end = Math.Min(start + cut, bytes.Length);
                accepted = accepted && check.Accept(bytes.AsSpan(start, end - start));
                start = end;
            }

            Assert.Equal(Utf8.IsValid(bytes), accepted && check.IsComplete);
            // Refused is what no continuation could make good, and only that.
            Assert.Equal(FirstBad(bytes) is null, accepted);
        }, iter: 5000);
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static int? FirstBad(byte[] bytes)
    {
        var check = default(Utf8Check);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!check.Accept(bytes.AsSpan(i, 1)))
                return i;
        }

        return null;
    }

    private static bool IsWhole(byte[] bytes)
    {
        var check = default(Utf8Check);
        return check.Accept(bytes) && check.IsComplete;
    }
}
