namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Requests as clients send them.</summary>
internal static class Bodies
{
    internal static IEnumerable<Exchange> All =>
    [
        new("curl", "GET /echo HTTP/1.1\r\nHost: localhost:5000\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n"),
        new("A form", Exchanges.Post("/echo", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n", "a=1&b=2&c=3")),
        new("A part", Exchanges.Post("/echo", "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 63\r\n", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--x--\r\n")),
        new("JSON in chunks", Exchanges.Post("/echo", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "8\r\n{\"a\":[1,\r\n4\r\n2]}\n\r\n0\r\n\r\n")),
        new("A preflight", "OPTIONS /echo HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: x-a\r\n\r\n"),
        new("ab", "GET /echo HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\nAccept: */*\r\n\r\n"),
        new("A health check", "GET / HTTP/1.0\r\n\r\n"),
        new("A body in two steps", Exchanges.Post("/answer-first", "Content-Length: 8\r\n", "half")) { Later = [], Ending = Ending.HalfClose },
        new("An answer, then a second request", Exchanges.Get("/chunks")) { Later = [Exchanges.Post("/echo", "Content-Length: 4\r\n", "body")], Answers = 2 },
    ];
}
