namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Expect: 100-continue (RFC 9110 10.1.1).</summary>
internal static class Continues
{
    private const string Early = "Whether the body is there already decides whether it is asked for.";

    internal static IEnumerable<Exchange> All =>
    [
        new("100-continue, a body read", Exchanges.Post("/echo", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Later = ["body"] },
        new("100-continue, a body piped", Exchanges.Post("/pipe", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Later = ["body"] },
        new("100-continue, chunks read", Exchanges.Chunked("/echo", "")[..^2] + "Expect: 100-continue\r\n\r\n") { Later = ["4\r\nbody\r\n0\r\n\r\n"] },
        new("100-continue, in capitals", Exchanges.Post("/echo", "Content-Length: 4\r\nEXPECT: 100-CONTINUE\r\n", "")) { Later = ["body"] },
        new("100-continue, read in part", Exchanges.Post("/some", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Later = ["body"] },
        new("100-continue, two reads", Exchanges.Post("/stop", "Content-Length: 5\r\nExpect: 100-continue\r\n", "")) { Later = ["01234"] },
        new("100-continue, a read of nothing", Exchanges.Post("/zero-read", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Later = ["body"] },
        new("100-continue, examined and read again", Exchanges.Post("/pipe-twice", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Later = ["body"] },
        new("100-continue, a body that nobody reads and that does not come", Exchanges.Post("/unread", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Ending = Ending.Finish, EndOrReset = "Kestrel resets if the end comes before it has closed" },
        new("100-continue, a body that nobody reads and that comes", Exchanges.Post("/unread", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Later = ["body"] },
        new("100-continue, the body sent at once", Exchanges.Post("/echo", "Content-Length: 4\r\nExpect: 100-continue\r\n", "body")) { Unsplit = Early },
        new("100-continue, the body sent at once and nobody reads", Exchanges.Post("/unread", "Content-Length: 4\r\nExpect: 100-continue\r\n", "body")) { Unsplit = Early },
        new("100-continue, chunks sent at once", Exchanges.Post("/echo", "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", "4\r\nbody\r\n0\r\n\r\n")) { Unsplit = Early },
        new("100-continue without a body", Exchanges.Get("/echo", "Expect: 100-continue\r\n")),
        new("100-continue with Content-Length 0", Exchanges.Post("/body", "Content-Length: 0\r\nExpect: 100-continue\r\n", "")),
        new("100-continue under HTTP 1.0", "POST /echo HTTP/1.0\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\nbody"),
        new("100-continue, the answer starts first", Exchanges.Post("/answer-first", "Content-Length: 4\r\nExpect: 100-continue\r\n", "body")) { Unsplit = Early },
        new("100-continue, the body too large", Exchanges.Post("/limit", "Content-Length: 11\r\nExpect: 100-continue\r\n", "")),
        new("100-continue, the handler throws", Exchanges.Post("/throw", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Ending = Ending.Finish, EndOrReset = "Kestrel resets if the end comes before it has closed" },
        new("100-continue, the handler refuses", Exchanges.Post("/404-body", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Ending = Ending.Finish, EndOrReset = "Kestrel resets if the end comes before it has closed" },
        new("100-continue twice", Exchanges.Post("/echo", "Content-Length: 4\r\nExpect: 100-continue\r\nExpect: 100-continue\r\n", "body")) { Unsplit = Early },
        new("An expectation unknown", Exchanges.Post("/echo", "Content-Length: 4\r\nExpect: the-unexpected\r\n", "body")),
        new("An expectation with a parameter", Exchanges.Post("/echo", "Content-Length: 4\r\nExpect: 100-continue; a=b\r\n", "body")),
        new("An empty expectation", Exchanges.Post("/echo", "Content-Length: 4\r\nExpect:\r\n", "body")),
        new("100-continue and a request after it", Exchanges.Post("/echo", "Content-Length: 4\r\nExpect: 100-continue\r\n", "")) { Later = ["body" + Exchanges.Get("/echo?2")], Answers = 2 },
    ];
}
