using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Fuzz;

/// <summary>Requests' heads, one behind the other on a connection.</summary>
internal static class HeadTarget
{
    private const int MaxRequests = 8;

    private static readonly SearchValues<char> s_separators = SearchValues.Create(" \t()<>@,;\\\"/[]?={}");

    internal static byte[][] Words { get; } = [.. new[]
    {
        "GET ", "POST ", "CONNECT ", "OPTIONS * ", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "GET / HTTP/1.1\r\nHost: a\r\n", "\r\n\r\n", "\r\n", "\n",
        "Host: ", "Host: a:80\r\n", "Content-Length: ", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: ", "chunked",
        "Connection: close\r\n", "Connection: keep-alive, upgrade\r\n", "Upgrade: websocket\r\n", "Expect: 100-continue\r\n", "Cookie: a=b\r\n",
        "Accept: */*\r\n", "http://", "https://a:443/", "%2e%2e", "%2F", "%00", "/../", "/./", "..", "?", "#", "@", "[::1]", ": ", ";", ",", "\t",
        "9223372036854775807", "9223372036854775808", "%c3%a9", "%ff", "\u00e9", "\0",
    }.Select(Encoding.Latin1.GetBytes)];

    internal static void Check(byte[] input, bool isThorough)
    {
        var whole = Run(input, null, false, false);
        var fresh = Run(input, null, false, true);
        PropertyBrokenException.Same("A head that is used again reads what a new one does.", fresh, whole);
        var salt = 0u;
        do
            PropertyBrokenException.Same("The outcome does not depend on how the bytes are split.", whole, Run(input, new Splits(input, salt), false, false));
        while (isThorough && ++salt < 4);
        if (isThorough || input.Length % 16 == 0)
            PropertyBrokenException.Same("The outcome does not depend on how the bytes are split.", whole, Run(input, null, true, false));
    }

    private static string Run(byte[] input, Splits? splits, bool isBytewise, bool isFresh)
    {
        var head = Create();
        var told = new StringBuilder();
        var pieces = new List<ReadOnlyMemory<byte>>();
        int fed = 0, taken = 0, began = 0, requests = 0;
        try
        {
            while (fed < input.Length)
            {
                var length = isBytewise ? 1 : splits?.Piece(input.Length - fed) ?? input.Length;
                // What is not taken in yet may lie in one block or in several.
                if (splits is null || splits.Next(2) == 0)
                    pieces = [input.AsMemory(taken, fed + length - taken)];
                else
                    pieces.Add(input.AsMemory(fed, length));
                fed += length;
                while (taken < fed)
                {
                    var buffer = Block.Join(pieces);
                    var isComplete = head.TryRead(buffer, out var position);
                    var consumed = (int)buffer.Slice(0, position).Length;
                    PropertyBrokenException.Require(isComplete || consumed == 0 || input[taken + consumed - 1] == '\n', "Whole lines are taken in.");
                    taken += consumed;
                    pieces = Rest(buffer.Slice(position));
                    if (!isComplete)
                        break;
                    Describe(told, head, taken);
                    Reread(head, input.AsSpan(began, taken - began));
                    began = taken;
                    if (++requests == MaxRequests)
                        return told.ToString();
                    if (isFresh)
                        head = Create();
                    else
                        head.Reset();
                    PropertyBrokenException.Require(head.IsEmpty, "A head that was reset is empty.");
                }
            }
        }
        catch (BadHttpRequestException e)
        {
            PropertyBrokenException.Require(e.StatusCode is 400 or 405 or 414 or 431 or 501 or 505, $"A bad head is answered with 400, 405, 414, 431, 501 or 505, not with {e.StatusCode}.");
            // A line that is too long and begins wrong may be told either, as it comes.
            var isEitherOr = e.StatusCode == 414 || (e.StatusCode == 400 && e.Message == "Invalid request line.");
            return told.Append(isEitherOr ? "no request line" : $"{e.StatusCode} {e.Message}").ToString();
        }

        return told.Append(CultureInfo.InvariantCulture, $"incomplete, {taken} taken in").ToString();
    }

    private static RequestHead Create() => new() { MaxLine = 512, MaxHeaderBytes = 2048, MaxHeaderCount = 24 };

    private static List<ReadOnlyMemory<byte>> Rest(in ReadOnlySequence<byte> rest)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        foreach (var piece in rest)
        {
            if (!piece.IsEmpty)
                pieces.Add(piece);
        }

        return pieces;
    }

    private static void Describe(StringBuilder told, RequestHead head, int taken)
    {
        Inspect(head);
        told.Append(CultureInfo.InvariantCulture, $"[{taken} {head.Method} {head.RawTarget} {head.Path} {head.Query} {head.Form} {head.AbsoluteTarget} {head.IsHttp11}");
        told.Append(CultureInfo.InvariantCulture, $" {head.Framing} {head.KeepsAlive} {head.AsksForUpgrade} {head.ExpectsContinue} {head.HeaderBytesLeft} {head.HeaderCountLeft} {head.Headers.ContentLength}");
        foreach (var (name, values) in head.Headers)
        {
            told.Append(name).Append('=');
            foreach (var value in values)
            {
                told.Append(value).Append('|');
                PropertyBrokenException.Require(value is not null && !value.AsSpan().ContainsAny('\r', '\n', '\0'), "A field's value holds no line ends and no NUL.");
            }
        }

        told.Append(']');
    }

    private static void Inspect(RequestHead head)
    {
        PropertyBrokenException.Require(head.Method.Length > 0 && head.RawTarget.Length > 0, "A head has a method and a target.");
        PropertyBrokenException.Require(head.Form is TargetForm.Asterisk or TargetForm.Authority ? head.Path.Length == 0 : head.Path.StartsWith('/'), "A path begins with a slash.");
        PropertyBrokenException.Require(!head.Path.Contains('\0', StringComparison.Ordinal), "A path holds no NUL.");
        PropertyBrokenException.Require(!$"{head.Path}/".Contains("/../", StringComparison.Ordinal) && !$"{head.Path}/".Contains("/./", StringComparison.Ordinal), "A path holds no dot segments.");
        PropertyBrokenException.Require(head.Query.Length == 0 || head.Query[0] == '?', "A query begins with its question mark.");
        PropertyBrokenException.Require(!head.IsHttp11 || head.Headers["Host"].Count == 1, "A request of 1.1 has one Host.");
        PropertyBrokenException.Require(head.Framing != Framing.Length || head.Headers.ContentLength > 0, "What is framed by its length has one.");
        PropertyBrokenException.Require(head.Framing != Framing.Chunked || head.Headers.ContentLength is null, "What is chunked has no length.");
        PropertyBrokenException.Require(head.HeaderBytesLeft >= 0 && head.HeaderCountLeft >= 0, "Fields keep to their limits.");
    }

    /// <summary>Reads an accepted head the simplest way, lines first: whoever does that has to find the same fields, and the same end of what follows.</summary>
    private static void Reread(RequestHead head, ReadOnlySpan<byte> bytes)
    {
        PropertyBrokenException.Require(!bytes.Contains((byte)0), "A head holds no NUL.");
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\r', '\n').Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        PropertyBrokenException.Require(lines.Length >= 3 && lines[^1].Length == 0 && lines[^2].Length == 0 && Array.IndexOf(lines, "") == lines.Length - 2, "A head ends with its first empty line.");
        var start = $"{head.Method} {head.RawTarget} HTTP/1.";
        PropertyBrokenException.Require(
            lines[0].StartsWith(start, StringComparison.Ordinal) && lines[0].Length == start.Length + 1
            && char.IsAsciiDigit(lines[0][^1]) && head.IsHttp11 == (lines[0][^1] != '0'),
            "The request line is the first line.");
        var fields = new List<(string Name, string Value)>();
        foreach (var line in lines[1..^2])
        {
            PropertyBrokenException.Require(!line.Contains('\r', StringComparison.Ordinal), "Within a line there is no CR.");
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            PropertyBrokenException.Require(colon > 0 && !line.AsSpan(0, colon).ContainsAny(s_separators), "A field's name is a token.");
            fields.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        // The host of an absolute target takes the place of the field's, or is added.
        if (head.AbsoluteTarget is not null)
        {
            fields.RemoveAll(static each => each.Name.Equals("Host", StringComparison.OrdinalIgnoreCase));
            fields.Add(("Host", head.Headers["Host"].ToString()));
        }

        foreach (var (name, values) in head.Headers)
        {
            var expected = fields.Where(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static each => each.Value);
            PropertyBrokenException.Require(name == "Content-Length" || expected.SequenceEqual(values), $"Lines first, a field has other values: {name}.");
        }

        PropertyBrokenException.Require(head.Headers.Sum(static each => each.Value.Count) == fields.Count, "Lines first, there are more fields or fewer.");
        var options = fields.Where(static each => each.Name.Equals("Connection", StringComparison.OrdinalIgnoreCase)).SelectMany(static each => each.Value.Split(',')).Select(static each => each.Trim(' ', '\t').ToLowerInvariant()).ToHashSet();
        PropertyBrokenException.Require(!head.KeepsAlive || (!options.Contains("close") && (head.IsHttp11 || options.Contains("keep-alive"))), "A connection is kept only if its client keeps it.");
        PropertyBrokenException.Require(head.AsksForUpgrade == (options.Contains("upgrade") && head.Framing == Framing.None), "An upgrade is asked for by the option.");
        var codings = fields.Where(static each => each.Name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)).Select(static each => each.Value).ToArray();
        PropertyBrokenException.Require((head.Framing == Framing.Chunked) == (codings.Length > 0), "What has a coding is chunked.");
        PropertyBrokenException.Require(codings.Length == 0 || codings[^1].TrimEnd().EndsWith("chunked", StringComparison.OrdinalIgnoreCase), "Chunked is the last coding.");
        var lengths = fields.Where(static each => each.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Select(static each => each.Value).ToArray();
        PropertyBrokenException.Require(lengths.Length <= 1 && (lengths.Length == 1) == head.Headers.ContentLength.HasValue, "There is one length at most.");
        PropertyBrokenException.Require(lengths.Length == 0 || (lengths[0].All(char.IsAsciiDigit) && long.Parse(lengths[0], CultureInfo.InvariantCulture) == head.Headers.ContentLength), "The length is the one that was sent.");
    }

    private sealed class Block : ReadOnlySequenceSegment<byte>
    {
        internal static ReadOnlySequence<byte> Join(List<ReadOnlyMemory<byte>> pieces)
        {
            if (pieces.Count == 1)
                return new ReadOnlySequence<byte>(pieces[0]);
            Block? first = null, last = null;
            foreach (var piece in pieces)
            {
                var next = new Block { Memory = piece, RunningIndex = last is null ? 0 : last.RunningIndex + last.Memory.Length };
                if (last is not null)
                    last.Next = next;
                first ??= next;
                last = next;
            }

            return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
        }
    }
}
