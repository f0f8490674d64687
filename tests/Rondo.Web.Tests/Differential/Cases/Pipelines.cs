namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Several requests at once (RFC 9112 9.3.2).</summary>
internal static class Pipelines
{
    private static readonly string s_get = Exchanges.Get("/length");

    internal static IEnumerable<Exchange> All =>
    [
        new("Two requests", s_get + s_get) { Answers = 2 },
        new("Fifty requests", string.Concat(Enumerable.Repeat(s_get, 50))) { Answers = 50 },
        new("Five hundred requests", string.Concat(Enumerable.Repeat(s_get, 500))) { Answers = 500 },
        new("Different requests", s_get + Exchanges.Get("/chunked") + Exchanges.Get("/204") + Exchanges.Get("/304") + Exchanges.Get("/echo?x") + Exchanges.Get("/empty")) { Answers = 6 },
        new("Requests with bodies", Exchanges.Post("/body", "Content-Length: 3\r\n", "one") + Exchanges.Post("/body", "Content-Length: 3\r\n", "two") + Exchanges.Chunked("/body", "5\r\nthree\r\n0\r\n\r\n")) { Answers = 3 },
        new("Requests with slow handlers", string.Concat(Enumerable.Repeat(Exchanges.Get("/yield"), 10))) { Answers = 10 },
        new("Empty lines between requests", s_get + "\r\n" + s_get + "\r\n\r\n" + s_get) { Answers = 3 },
        new("An empty line after a body", Exchanges.Post("/body", "Content-Length: 3\r\n", "one\r\n") + s_get) { Answers = 2 },
        new("A bare LF between requests", s_get + "\n" + s_get) { Answers = 2 },
        new("The second closes", s_get + Exchanges.Get("/length", "Connection: close\r\n")) { Answers = 2 },
        new("A request after the last", Exchanges.Get("/length", "Connection: close\r\n") + s_get) { EndOrReset = "what is unread when the server closes" },
        new("A request after one whose answer closes", Exchanges.Get("/close") + s_get) { EndOrReset = "what is unread when the server closes" },
        new("A malformed request after a good one", s_get + "GET /\r\n\r\n") { Answers = 2 },
        new("A bad field after a good request", s_get + "GET / HTTP/1.1\r\nHost : a\r\n\r\n") { Answers = 2 },
        new("A good request after a malformed one", "GET /\r\n\r\n" + s_get) { EndOrReset = "what is unread when the server closes" },
        new("A request after a handler that throws", Exchanges.Get("/throw") + s_get) { Answers = 2 },
        new("A request after an abort", Exchanges.Get("/abort") + s_get) { Ending = Ending.Read, EndOrReset = "what is unread when the server closes" },
        new("A request after a short answer", Exchanges.Get("/short") + s_get) { Ending = Ending.Read, EndOrReset = "what is unread when the server closes" },
        new("Large answers", string.Concat(Enumerable.Repeat(Exchanges.Get("/large"), 5))) { Answers = 5 },
        new("Large answers with a length", string.Concat(Enumerable.Repeat(Exchanges.Get("/large-length"), 5))) { Answers = 5 },
        new("Each request has its own headers", Exchanges.Get("/echo", "X-A: 1\r\nCookie: a=1\r\n") + Exchanges.Get("/echo", "X-B: 2\r\n") + Exchanges.Get("/echo")) { Answers = 3 },
        new("Values that repeat", Exchanges.Get("/echo", "X-A: 1\r\nUser-Agent: b\r\n") + Exchanges.Get("/echo", "X-A: 1\r\nUser-Agent: b\r\n") + Exchanges.Get("/echo", "X-A: 2\r\nUser-Agent: c\r\n")) { Answers = 3 },
        new("Trailers are the request's own", Exchanges.Chunked("/echo", "0\r\nX-T: t\r\n\r\n") + Exchanges.Chunked("/echo", "0\r\n\r\n")) { Answers = 2 },
        new("Items of the connection", Exchanges.Get("/items") + Exchanges.Get("/items") + Exchanges.Get("/items")) { Answers = 3 },
        new("Identifiers count up", Exchanges.Get("/identifier") + Exchanges.Get("/identifier") + Exchanges.Get("/identifier")) { Answers = 3 },
        new("The status is the request's own", Exchanges.Get("/418") + Exchanges.Get("/empty")) { Answers = 2 },
        new("The reason is the request's own", Exchanges.Get("/reason") + Exchanges.Get("/empty")) { Answers = 2 },
        new("Response headers are the request's own", Exchanges.Get("/headers") + Exchanges.Get("/empty")) { Answers = 2 },
        new("A request in the body's packet of one that reads in part", Exchanges.Post("/some", "Content-Length: 10\r\n", "0123456789") + s_get) { Answers = 2 },
        new("A request after a large unread body", Exchanges.Post("/unread", "Content-Length: 20000\r\n", new string('b', 20000)) + s_get) { Answers = 2 },
        new("OPTIONS and CONNECT", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\nCONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n") { Answers = 2 },
    ];
}
