namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Chunked bodies as they should be, and the codings they come in (RFC 9112 6.1 and 7.1).</summary>
internal static class Chunks
{
    private const string Body = "4\r\nbody\r\n0\r\n\r\n";

    internal static IEnumerable<Exchange> All =>
    [
        .. new[]
        {
            Body, "0\r\n\r\n", "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n", "a\r\n0123456789\r\n0\r\n\r\n", "A\r\n0123456789\r\n0\r\n\r\n", "04\r\nbody\r\n0\r\n\r\n", "0004\r\nbody\r\n0\r\n\r\n", "4\r\nbody\r\n00\r\n\r\n", "4\r\nbody\r\n000000\r\n\r\n", "00000004\r\nbody\r\n0\r\n\r\n",
            "2\r\n\r\n\r\n0\r\n\r\n", "4;a=b\r\nbody\r\n0\r\n\r\n", "4;a\r\nbody\r\n0\r\n\r\n", "4;a=\"b\"\r\nbody\r\n0\r\n\r\n", "4;a=\"b;c\"\r\nbody\r\n0\r\n\r\n", "4;a=\"\\\"\"\r\nbody\r\n0\r\n\r\n", "4;a=b;c=d;e\r\nbody\r\n0\r\n\r\n", "4 ;a=b\r\nbody\r\n0\r\n\r\n", "4; a=b\r\nbody\r\n0\r\n\r\n", "4;a = b\r\nbody\r\n0\r\n\r\n", "4\t;a\r\nbody\r\n0\r\n\r\n", "4\r\nbody\r\n0;last\r\n\r\n", "4\r\nbody\r\n0;a=b\r\nX-T: t\r\n\r\n",
            "4\r\nbody\r\n0\r\nX-T: t\r\n\r\n", "4\r\nbody\r\n0\r\nX-T: t\r\nX-U: u\r\n\r\n", "4\r\nbody\r\n0\r\nX-T: t\r\nX-T: u\r\n\r\n", "4\r\nbody\r\n0\r\nx-t:t\r\n\r\n", "4\r\nbody\r\n0\r\nX-T:\r\n\r\n", "4\r\nbody\r\n0\r\nX-T:  t  \r\n\r\n", "4\r\nbody\r\n0\r\nETag: \"x\"\r\n\r\n", "0\r\nX-T: t\r\n\r\n",
            "4\r\nbody\r\n0\r\nContent-Length: 4\r\n\r\n", "4\r\nbody\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nbody\r\n0\r\nHost: b\r\n\r\n", "4\r\nbody\r\n0\r\nContent-Length: x\r\n\r\n", "4\r\nbody\r\n0\r\nX-T: \u00c3\u00bc\r\n\r\n",
        }.Select(static body => new Exchange($"Chunks {RequestLines.Shown(body)}", Exchanges.Chunked("/echo", body))),
        .. new[] { "chunked", "Chunked", "CHUNKED", " chunked ", "\tchunked", "gzip, chunked", "identity, chunked", ",chunked", "chunked,", "chunked, ", "\"chunked\"", "chunked;q=1", "chunked; a=b" }
            .Select(static coding => new Exchange($"Transfer-Encoding {RequestLines.Shown(coding)}", Exchanges.Post("/echo", $"Transfer-Encoding: {coding}\r\n", Body))),
        .. new[] { "identity", "gzip", "", "chunke", "xchunked", "chunkedx", "chunked, gzip", "chunked, identity", "chunked gzip", "chunked\u000b", "\u000bchunked", "x", "chunked\0" }
            .Select(static coding => new Exchange($"Transfer-Encoding that does not end in chunked '{RequestLines.Shown(coding)}'", Exchanges.Post("/echo", $"Transfer-Encoding: {coding}\r\n", Body))),
        new("Transfer-Encoding chunked, chunked", Exchanges.Post("/echo", "Transfer-Encoding: chunked, chunked\r\n", Body)),
        new("Transfer-Encoding twice, chunked last", Exchanges.Post("/echo", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", Body)),
        new("Transfer-Encoding twice, chunked first", Exchanges.Post("/echo", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n", Body)),
        new("Transfer-Encoding twice, chunked both", Exchanges.Post("/echo", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", Body)),
        new("Transfer-Encoding twice, one empty", Exchanges.Post("/echo", "Transfer-Encoding:\r\nTransfer-Encoding: chunked\r\n", Body)),
        new("Transfer-Encoding with a space before the colon", Exchanges.Post("/echo", "Transfer-Encoding : chunked\r\n", Body)),
        new("Transfer-Encoding folded", Exchanges.Post("/echo", "Transfer-Encoding:\r\n chunked\r\n", Body)),
        new("Transfer-Encoding in another case", Exchanges.Post("/echo", "transfer-ENCODING: chunked\r\n", Body)),
        new("Transfer-Encoding under HTTP 1.0", $"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n{Body}"),
        new("Transfer-Encoding under HTTP 1.0 with keep-alive", $"POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n{Body}"),
        new("Transfer-Encoding under HTTP 1.0 that is not chunked", "POST /echo HTTP/1.0\r\nTransfer-Encoding: gzip\r\n\r\nbody"),
        new("Transfer-Encoding on GET", $"GET /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{Body}"),
        new("Transfer-Encoding on GET that is not chunked", "GET /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"),
        new("Chunks that nobody reads", Exchanges.Chunked("/unread", Body)),
        new("Chunks that nobody reads, and a request after them", Exchanges.Chunked("/unread", Body) + Exchanges.Get("/echo")) { Answers = 2 },
        new("Chunks read in part", Exchanges.Chunked("/some", "4\r\nbody\r\n4\r\nmore\r\n0\r\n\r\n")),
        new("Chunks read to the last byte and no further", Exchanges.Chunked("/stop", "5\r\n01234\r\n0\r\nX-T: t\r\n\r\n")),
        new("Chunks through the pipe", Exchanges.Chunked("/pipe", "4\r\nbody\r\n4\r\nmore\r\n0\r\n\r\n")),
        new("Chunks examined and read again", Exchanges.Chunked("/pipe-twice", "4\r\nbody\r\n4\r\nmore\r\n0\r\n\r\n")),
        new("Chunks, a read cancelled", Exchanges.Chunked("/cancel-read", "4\r\nbody\r\n4\r\nmore\r\n0\r\n\r\n")),
        new("Chunks, a read of nothing", Exchanges.Chunked("/zero-read", "4\r\nbody\r\n4\r\nmore\r\n0\r\n\r\n")),
        new("Chunks, an early answer", Exchanges.Chunked("/answer-first", Body)),
        new("Trailers asked for early", Exchanges.Chunked("/early-trailers", "4\r\nbody\r\n0\r\nX-T: t\r\n\r\n")),
        new("Trailers of a request without chunks", Exchanges.Post("/early-trailers", "Content-Length: 4\r\n", "body")),
        new("Trailers of a request without a body", Exchanges.Get("/early-trailers")),
        new("Trailers of an unread body", Exchanges.Chunked("/unread", "4\r\nbody\r\n0\r\nX-T: t\r\n\r\n")),
        new("A thousand chunks of one byte", Exchanges.Chunked("/echo", string.Concat(Enumerable.Repeat("1\r\nx\r\n", 1000)) + "0\r\n\r\n")),
        new("A chunk of 100,000 bytes", Exchanges.Chunked("/echo", $"186a0\r\n{new string('c', 100_000)}\r\n0\r\n\r\n")),
        new("Chunks and a request after them", Exchanges.Chunked("/echo", Body) + Exchanges.Get("/echo?2")) { Answers = 2 },
        new("Chunks with trailers and a request after them", Exchanges.Chunked("/echo", "4\r\nbody\r\n0\r\nX-T: t\r\n\r\n") + Exchanges.Get("/echo?2")) { Answers = 2 },
        new("A size of many zeros", Exchanges.Chunked("/echo", $"{new string('0', 50)}4\r\nbody\r\n0\r\n\r\n")),
    ];
}
