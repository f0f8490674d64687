using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rondo.Server.Http1.Headers;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Fuzz;

/// <summary>A chunked body.</summary>
internal static class ChunkedTarget
{
    internal static byte[][] Words { get; } = [.. new[]
    {
        "0\r\n\r\n", "5\r\nhello\r\n", "\r\n", "\n", "\r", "0", "f", "A", ";a=b", ";a=\"b\\\"c\"", "; a", " ;", "\"", "\\", "7fffffffffffffff", "8000000000000000",
        "0x5", "+5", "-0", "Digest: abc\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "a:", ": ", " ", "\t", "\0", "0\r\nA: b\r\n\r\n", "GET / HTTP/1.1\r\n",
    }.Select(Encoding.Latin1.GetBytes)];

    internal static void Check(byte[] input, bool isThorough)
    {
        var whole = Run(input, null, false);
        var salt = 0u;
        do
            PropertyBrokenException.Same("The outcome does not depend on how the bytes are split.", whole, Run(input, new Splits(input, salt), false));
        while (isThorough && ++salt < 4);
        if (isThorough || input.Length % 8 == 0)
            PropertyBrokenException.Same("The outcome does not depend on how the bytes are split.", whole, Run(input, null, true));
    }

    private static string Run(byte[] input, Splits? splits, bool isBytewise)
    {
        var trailers = new RequestHeaders();
        var decoder = new ChunkedDecoder(trailers, 256, 6);
        var body = new ArrayBufferWriter<byte>();
        var taken = 0;
        var outcome = "incomplete";
        try
        {
            while (taken < input.Length && !decoder.IsAtEnd)
            {
                var length = isBytewise ? 1 : splits?.Piece(input.Length - taken) ?? input.Length;
                var used = decoder.Decode(input.AsSpan(taken, length), body);
                PropertyBrokenException.Require(used == length || decoder.IsAtEnd, "Bytes are left over at the end only.");
                taken += used;
            }

            PropertyBrokenException.Require(decoder.Left >= 0, "No less than nothing is left of a chunk.");
            if (decoder.IsAtEnd)
            {
                outcome = "complete";
                PropertyBrokenException.Require(decoder.Decode(input, body) == 0, "Nothing belongs to a body behind its end.");
                Reread(input.AsSpan(0, taken), body.WrittenSpan);
            }

            outcome = $"{outcome}, {taken} taken in, {decoder.Left} left";
        }
        catch (BadHttpRequestException e)
        {
            PropertyBrokenException.Require(e.StatusCode is 400 or 413 or 431, $"A bad body is answered with 400, 413 or 431, not with {e.StatusCode}.");
            outcome = $"{e.StatusCode} {e.Message}";
        }

        var told = new StringBuilder(outcome).Append(' ').Append(Convert.ToHexString(body.WrittenSpan));
        foreach (var (name, values) in trailers)
            told.Append(CultureInfo.InvariantCulture, $" {name}={values}");
        return told.ToString();
    }

    /// <summary>Reads an accepted body the simplest way, lines first: whoever does that has to find the same data and the same end.</summary>
    private static void Reread(ReadOnlySpan<byte> input, ReadOnlySpan<byte> body)
    {
        long size;
        do
        {
            var line = Line(ref input);
            var digits = line.IndexOfAny(" \t;"u8) is var end && end < 0 ? line : line[..end];
            size = long.Parse(Encoding.Latin1.GetString(digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
                break;
            PropertyBrokenException.Require(size <= input.Length && size <= body.Length && input[..(int)size].SequenceEqual(body[..(int)size]), "Lines first, the data is another.");
            input = input[(int)size..];
            body = body[(int)size..];
            PropertyBrokenException.Require(Line(ref input).IsEmpty, "A chunk's data ends with a line end.");
        }
        while (true);
        PropertyBrokenException.Require(body.IsEmpty, "Lines first, there is less data.");
        while (!Line(ref input).IsEmpty)
            continue;
        PropertyBrokenException.Require(input.IsEmpty, "Lines first, the body ends before.");
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf("\r\n"u8);
        PropertyBrokenException.Require(end >= 0, "Lines first, the body does not end.");
        var line = input[..end];
        PropertyBrokenException.Require(!line.ContainsAny("\r\n\0"u8), "Within a line there are no line ends and no NUL.");
        input = input[(end + 2)..];
        return line;
    }
}
