namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Content-Length: digits, once (RFC 9112 6.2 and 6.3).</summary>
internal static class ContentLengths
{
    internal static IEnumerable<Exchange> All =>
    [
        .. new[] { "4", "04", "0004", " 4", "4 ", "\t4\t" }.Select(static length => new Exchange($"Content-Length {RequestLines.Shown(length)}", Exchanges.Post("/echo", $"Content-Length:{length}\r\n", "body"))),
        .. new[] { "0", "00", "-0", "+0" }.Select(static length => new Exchange($"Content-Length {length}", Exchanges.Post("/echo", $"Content-Length: {length}\r\n", ""))),
        .. new[]
        {
            "+4", "-4", "-1", "4x", "x4", "0x4", "4.0", "4,4", "4, 4", "4,5", "4;", "4 4", "4e0", "1_0", "\"4\"", "", " ", "NaN", "99999999999999999999", "9223372036854775808", "18446744073709551616", "\u00b2", "4\0", "4\u0001", "\u00d9\u00a4", "4\u00a0",
        }.Select(static length => new Exchange($"Content-Length that is no number '{RequestLines.Shown(length)}'", Exchanges.Post("/echo", $"Content-Length: {length}\r\n", "body"))),
        new("Content-Length twice, the same", Exchanges.Post("/echo", "Content-Length: 4\r\nContent-Length: 4\r\n", "body")),
        new("Content-Length twice, others", Exchanges.Post("/echo", "Content-Length: 4\r\nContent-Length: 5\r\n", "body!")),
        new("Content-Length twice, one zero", Exchanges.Post("/echo", "Content-Length: 0\r\nContent-Length: 4\r\n", "body")),
        new("Content-Length twice, one empty", Exchanges.Post("/echo", "Content-Length: 4\r\nContent-Length:\r\n", "body")),
        new("Content-Length in another case", Exchanges.Post("/echo", "content-LENGTH: 4\r\n", "body")),
        new("Content-Length and Transfer-Encoding", Exchanges.Post("/echo", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "4\r\nbody\r\n0\r\n\r\n")),
        new("Transfer-Encoding and Content-Length", Exchanges.Post("/echo", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "4\r\nbody\r\n0\r\n\r\n")),
        new("Content-Length 0 and Transfer-Encoding", Exchanges.Post("/echo", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "4\r\nbody\r\n0\r\n\r\n")),
        new("Content-Length and Transfer-Encoding identity", Exchanges.Post("/echo", "Content-Length: 4\r\nTransfer-Encoding: identity\r\n", "body")),
        new("Content-Length under HTTP 1.0", "POST /echo HTTP/1.0\r\nContent-Length: 4\r\n\r\nbody"),
        new("Content-Length under HTTP 1.0 with keep-alive", "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\nbody"),
        new("A body that ends early", Exchanges.Post("/echo", "Content-Length: 10\r\n", "body")) { Ending = Ending.HalfClose },
        new("A body that ends early, caught", Exchanges.Post("/caught", "Content-Length: 10\r\n", "body")) { Ending = Ending.HalfClose },
        new("A body that ends early, unread", Exchanges.Post("/unread", "Content-Length: 10\r\n", "body")) { Ending = Ending.Finish, EndOrReset = "Kestrel resets if the end comes before it has closed" },
        new("A body that does not come", Exchanges.Post("/echo", "Content-Length: 10\r\n", "")) { Ending = Ending.HalfClose },
        new("A body that is too short for its reader", Exchanges.Post("/some", "Content-Length: 2\r\n", "ab")),
        new("A body read in part", Exchanges.Post("/some", "Content-Length: 10\r\n", "0123456789")),
        new("A body read to its last byte and no further", Exchanges.Post("/stop", "Content-Length: 5\r\n", "01234")),
        new("A body that nobody reads", Exchanges.Post("/unread", "Content-Length: 10\r\n", "0123456789")),
        new("A body that nobody reads, and a request after it", Exchanges.Post("/unread", "Content-Length: 10\r\n", "0123456789") + Exchanges.Get("/echo")) { Answers = 2 },
        new("A large body that nobody reads", Exchanges.Post("/unread", "Content-Length: 50000\r\n", new string('b', 50000))),
        new("A body of one byte", Exchanges.Post("/echo", "Content-Length: 1\r\n", "x")),
        new("A body that looks like a request", Exchanges.Post("/echo", "Content-Length: 43\r\n", "GET /smuggled HTTP/1.1\r\nHost: smuggler\r\n\r\n!") ),
        new("A body of 20,000 bytes", Exchanges.Post("/echo", "Content-Length: 20000\r\n", new string('b', 20000))),
        new("A body of 200,000 bytes", Exchanges.Post("/echo", "Content-Length: 200000\r\n", new string('b', 200000))),
        new("A body of every byte", Exchanges.Post("/body", "Content-Length: 256\r\n", string.Concat(Enumerable.Range(0, 256).Select(static b => (char)b)))),
        new("A body through the pipe", Exchanges.Post("/pipe", "Content-Length: 5\r\n", "piped")),
        new("A body examined and read again", Exchanges.Post("/pipe-twice", "Content-Length: 5\r\n", "piped")),
        new("A read that is cancelled", Exchanges.Post("/cancel-read", "Content-Length: 5\r\n", "piped")),
        new("A read of nothing", Exchanges.Post("/zero-read", "Content-Length: 5\r\n", "piped")),
        new("A read of nothing, and no body", Exchanges.Get("/zero-read")),
        new("An early answer", Exchanges.Post("/answer-first", "Content-Length: 5\r\n", "later")),
        new("A synchronous read", Exchanges.Post("/sync-read", "Content-Length: 5\r\n", "later")),
    ];
}
